package secret

import "os"

// Variable is the environment variable that may hold the secret of one unattended run.
const Variable = "SATCHEL_SECRET"

// FromEnv returns the secret that the environment holds for this process, and whether it holds one. An empty variable counts as
// none. The caller decides whether to ask here before the keychain; nothing is stored.
func FromEnv() (secret string, ok bool) {
	secret = os.Getenv(Variable)
	return secret, secret != ""
}
