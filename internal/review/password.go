package review

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// The cost of a password hash: the second recommended choice of RFC 9106 section
// 4, for machines with little memory.
const (
	hashPasses  = 3
	hashMemory  = 64 << 10 // KiB
	hashThreads = 4
	hashLength  = 32
	saltLength  = 16
)

// Bounds of a password, in characters (NIST SP 800-63B: at least 8; long ones must be possible).
const (
	leastPassword = 10
	mostPassword  = 256
)

// ErrPassword is the answer to a new password that is too short or too long.
var ErrPassword = errors.New("password length is out of bounds")

// HashPassword returns the argon2id hash of a new password in the PHC notation
// $argon2id$v=19$m=…,t=…,p=…$salt$hash, or ErrPassword.
func HashPassword(password string) (string, error) {
	if n := utf8.RuneCountInString(password); n < leastPassword || n > mostPassword {
		return "", ErrPassword
	}
	salt := make([]byte, saltLength)
	rand.Read(salt) //nolint:errcheck // crypto/rand.Read never fails (Go 1.24)
	key := argon2.IDKey([]byte(password), salt, hashPasses, hashMemory, hashThreads, hashLength)
	text := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashPasses, hashThreads, text(salt), text(key)), nil
}

// checkPassword reports whether password has the hash. A hash in another notation
// fits no password.
func checkPassword(hash, password string) bool {
	var version, memory, passes, threads int
	fields := strings.Split(hash, "$")
	if len(fields) != 6 || fields[1] != "argon2id" || utf8.RuneCountInString(password) > mostPassword {
		return false
	}
	if _, err := fmt.Sscanf(fields[2]+" "+fields[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &passes, &threads); err != nil || version != argon2.Version {
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(fields[4])
	want, err2 := base64.RawStdEncoding.DecodeString(fields[5])
	if err1 != nil || err2 != nil || memory > 1<<20 || passes < 1 || passes > 16 || threads < 1 || threads > 255 || len(want) == 0 {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, uint32(passes), uint32(memory), uint8(threads), uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1
}

// NewToken returns a random token for a link, and the hash under which it is stored.
func NewToken() (token, hash string) {
	secret := make([]byte, 32)
	rand.Read(secret) //nolint:errcheck // crypto/rand.Read never fails (Go 1.24)
	token = base64.RawURLEncoding.EncodeToString(secret)
	return token, TokenHash(token)
}

// TokenHash returns the hash under which a link's token is stored, so that a copy
// of the database opens no door.
func TokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
