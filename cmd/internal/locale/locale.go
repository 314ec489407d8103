// Package locale gives the process a language where the system names none: the toolkit, whose own initialisation asks for it,
// complains about "C". It imports next to nothing so that it is initialised before the toolkit.
package locale

import "os"

func init() {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		switch os.Getenv(name) {
		case "C", "POSIX", "C.UTF-8":
			_ = os.Setenv(name, fallback) // a failure costs a line on standard error
		}
	}
	if os.Getenv("LANG") == "" {
		_ = os.Setenv("LANG", fallback)
	}
}

const fallback = "en_US.UTF-8"
