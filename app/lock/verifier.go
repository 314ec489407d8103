package lock

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"satchel/app/crm"
)

// cost is what one look at a passphrase costs.
type cost struct {
	memory  uint32 // KiB
	time    uint32
	threads uint8
}

// usual is the second choice of RFC 9106, for computers with little memory.
var usual = cost{memory: 64 << 10, time: 3, threads: 4}

// mostMemory (KiB) and mostTime are what a verifier may ask for: the keychain is another program's.
const mostMemory, mostTime = 1 << 20, 64

// newVerifier is what is kept of a passphrase, in the usual writing of argon2id: $argon2id$v=19$m=65536,t=3,p=4$salt$hash.
func newVerifier(passphrase string) (string, error) {
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return "", crm.Errorf(crm.CodeInternal, "The passphrase cannot be kept: %w", err)
	}
	text := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, usual.memory, usual.time, usual.threads, text(salt),
		text(argon2.IDKey([]byte(passphrase), salt, usual.time, usual.memory, usual.threads, 32))), nil
}

// verify tells whether a verifier is that of a passphrase.
func verify(verifier, passphrase string) (bool, error) {
	part := strings.Split(verifier, "$")
	var c cost
	var version int
	if len(part) != 6 || part[1] != "argon2id" {
		return false, unreadable(nil)
	}
	_, err := fmt.Sscanf(part[2]+" "+part[3], "v=%d m=%d,t=%d,p=%d", &version, &c.memory, &c.time, &c.threads)
	salt, saltErr := base64.RawStdEncoding.DecodeString(part[4])
	hash, hashErr := base64.RawStdEncoding.DecodeString(part[5])
	if err != nil || saltErr != nil || hashErr != nil || version != argon2.Version || c.time < 1 || c.threads < 1 || len(hash) < 16 ||
		c.memory > mostMemory || c.time > mostTime {
		return false, unreadable(err)
	}
	is := argon2.IDKey([]byte(passphrase), salt, c.time, c.memory, c.threads, uint32(len(hash))) //nolint:gosec // some 32 bytes
	return subtle.ConstantTimeCompare(is, hash) == 1, nil
}

func unreadable(err error) error {
	if err != nil {
		return crm.Errorf(crm.CodeCorrupt, "What the keychain holds of the passphrase cannot be read. Remove it there, and choose another one: %w", err)
	}
	return crm.Errorf(crm.CodeCorrupt, "What the keychain holds of the passphrase cannot be read. Remove it there, and choose another one.")
}
