package secret

import (
	"context"
	"errors"
	"io/fs"
	"os/exec"
	"slices"
	"strings"

	"github.com/zalando/go-keyring"

	"satchel/app/crm"
)

// lockedText is what the library says when the person dismissed the request to unlock; it has no value for this failure.
const lockedText = "failed to unlock"

// lockedExits are the exit codes of macOS' security tool for: no window to ask in, wrong password, request dismissed.
var lockedExits = []int{36, 51, 128}

// translate gives the library's errors a code and a sentence.
func translate(account string, err error) error {
	var ours *crm.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &ours):
		return ours
	case errors.Is(err, keyring.ErrNotFound):
		return because(err, crm.Errorf(crm.CodeNotFound, "The keychain holds no password or key for %s. Connect again to store it.", account))
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return because(err, crm.Errorf(crm.CodeInvalid, "This password or key is too long for the keychain."))
	case locked(err):
		return because(err, crm.Errorf(crm.CodeDenied, "The keychain is locked or refused access. Unlock it and try again."))
	default:
		return Unavailable(err)
	}
}

func locked(err error) bool {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return slices.Contains(lockedExits, exit.ExitCode())
	}
	return errors.Is(err, fs.ErrPermission) || strings.Contains(err.Error(), lockedText) || lockedOnBus(err)
}

// Unavailable says that there is no keychain; err is how that was noticed.
func Unavailable(err error) error {
	return because(err, crm.Errorf(crm.CodeUnavailable, "No keychain can be reached in this session. Start one, such as GNOME Keyring or KWallet."))
}

// late says why a call ended without an answer.
func (s *Store) late(err error) error {
	if errors.Is(err, context.Canceled) {
		return because(err, crm.Errorf(crm.CodeCanceled, "Asking the keychain was stopped."))
	}
	return because(err, crm.Errorf(crm.CodeTimeout, "The keychain did not answer within %s. It may be locked: unlock it and try again.", s.patience))
}

func because(err error, e *crm.Error) error {
	e.Err, e.Field = err, crm.FieldSecret
	return e
}
