package present

import "satchel/ui/words"

// Keychain names the program in which a person sees what the keychain of an operating system (as Go calls it) holds; to be translated.
func Keychain(system string) string {
	switch system {
	case "windows":
		return words.Key("Credential Manager, in the Control Panel")
	case "darwin":
		return words.Key("Keychain Access")
	}
	return words.Key("Passwords and Keys, KWalletManager, or Seahorse")
}

// LockedReminders says behind the lock that something is due, and not what.
func LockedReminders() []Reminder {
	return []Reminder{{words.T("Something is due"), words.T("Unlock Satchel to see it.")}}
}
