package crm

import "strings"

// IsEmail tells whether text has the form of an address: one @ with something before and a dotted or local host after it, no
// spaces. Whether mail arrives there is for the mail to find out.
func IsEmail(s string) bool {
	user, host, ok := strings.Cut(s, "@")
	return ok && user != "" && host != "" && len(s) <= 254 && !strings.ContainsAny(s, " \t\r\n,<>\"") && !strings.Contains(host, "@") &&
		!strings.HasPrefix(host, ".") && !strings.HasSuffix(host, ".")
}

// EmailKey is the form in which addresses are compared: lower case, no blanks around.
func EmailKey(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// Domain is the part of an address after the @, in lower case; "" if there is none.
func Domain(email string) string {
	if i := strings.LastIndexByte(email, '@'); i >= 0 {
		return strings.ToLower(strings.TrimSpace(email[i+1:]))
	}
	return ""
}

// Digits keeps the ASCII digits of a text.
func Digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// PhoneKey is the form in which numbers are compared in any spelling: the last nine digits without a trunk zero, so that
// "+49 30 5550141", "0049 (0)30 5550141" and "030 555 0141" agree. Shorter numbers keep all their digits; "" if there are none.
func PhoneKey(s string) string {
	d := Digits(strings.ReplaceAll(s, "(0)", ""))
	d = strings.TrimLeft(d, "0")
	if len(d) > 9 {
		d = d[len(d)-9:]
	}
	return d
}

// SplitName cuts a person's name into first and last name at the last blank; "Family, Given" is cut at the comma. One word is the
// last name.
func SplitName(name string) (first, last string) {
	name = strings.Join(strings.Fields(name), " ")
	if last, first, ok := strings.Cut(name, ","); ok {
		return strings.TrimSpace(first), strings.TrimSpace(last)
	}
	if i := strings.LastIndexByte(name, ' '); i >= 0 {
		return name[:i], name[i+1:]
	}
	return "", name
}
