package remote

import (
	"fmt"
	"net/netip"
	"syscall"

	"yubao/internal/retry"
)

// sharedSpace is the address space behind carrier NAT (RFC 6598).
var sharedSpace = netip.MustParsePrefix("100.64.0.0/10")

// refusePrivate is a net.Dialer Control that lets connections to the public internet
// pass. It sees the address that is dialled, so no name can get around it.
func refusePrivate(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return retry.Permanent(retry.ScopeTarget, fmt.Errorf("read address %s: %w", address, err))
	}
	ip := at.Addr().Unmap()
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || sharedSpace.Contains(ip) {
		return retry.Permanent(retry.ScopeTarget, fmt.Errorf("address %s is not of the public internet", ip))
	}
	return nil
}
