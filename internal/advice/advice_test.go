package advice_test

import (
	"os"
	"testing"

	"yubao/internal/advice"
)

func shipped(t testing.TB) *advice.Rules {
	t.Helper()
	data, err := os.ReadFile("../../templates/advice.yaml")
	if err != nil {
		t.Fatal(err)
	}
	rules, problems := advice.Load("advice.yaml", data)
	for _, p := range problems {
		t.Error(p)
	}
	return rules
}

func TestShippedAdviceHasNoProblems(t *testing.T) {
	t.Parallel()
	shipped(t)
}
