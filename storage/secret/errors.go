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
		return wrap(crm.CodeNotFound, err, "The keychain holds no password or key for "+account+". Connect again to store it.")
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return wrap(crm.CodeInvalid, err, "This password or key is too long for the keychain.")
	case locked(err):
		return wrap(crm.CodeDenied, err, "The keychain is locked or refused access. Unlock it and try again.")
	default:
		return unavailable(err)
	}
}

func locked(err error) bool {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return slices.Contains(lockedExits, exit.ExitCode())
	}
	return errors.Is(err, fs.ErrPermission) || strings.Contains(err.Error(), lockedText) || lockedOnBus(err)
}

func unavailable(err error) error {
	return wrap(crm.CodeUnavailable, err, "No keychain can be reached in this session. Start one, such as GNOME Keyring or KWallet; "+
		"an unattended run may get its password or key from "+Variable+".")
}

// late says why a call ended without an answer.
func (s *Store) late(err error) error {
	if errors.Is(err, context.Canceled) {
		return wrap(crm.CodeCanceled, err, "Asking the keychain was stopped.")
	}
	return wrap(crm.CodeTimeout, err, "The keychain did not answer within "+s.patience.String()+
		". It may be locked: unlock it and try again.")
}

func wrap(code crm.Code, err error, sentence string) error {
	return &crm.Error{Code: code, Message: sentence, Field: crm.FieldSecret, Err: err}
}
