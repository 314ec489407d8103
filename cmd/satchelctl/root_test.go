package main

import (
	"errors"
	"strings"
	"testing"

	"satchel/app/crm"
	"satchel/storage/secret"
)

// TestOnlyTheCommandLineNamesItsVariable: in the window it is of no use.
func TestOnlyTheCommandLineNamesItsVariable(t *testing.T) {
	err := secret.Unavailable(errors.New("no bus"))
	if strings.Contains(err.Error(), secret.Variable) {
		t.Errorf("the keychain says %q", err)
	}
	if said := failed(err); !strings.HasPrefix(said, err.Error()+" ") || !strings.Contains(said, secret.Variable) {
		t.Errorf("the command line says %q", said)
	}
	if said := failed(crm.Errorf(crm.CodeUnavailable, "The server does not answer.")); said != "The server does not answer." {
		t.Errorf("of anything else it says %q", said)
	}
}
