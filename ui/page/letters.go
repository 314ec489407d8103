package page

// LettersSetting names the stored setting that is LettersOff where single letters do nothing.
const (
	LettersSetting = "letters"
	LettersOff     = "off"
)

// Letters says whether single letters and signs are keys: D for done, ? for the keys. Whoever dictates, or hits keys by mistake, turns
// them off. A nil Letters is on. It is used on the UI goroutine only.
type Letters struct{ off bool }

// On tells whether single letters are keys.
func (l *Letters) On() bool { return l == nil || !l.off }

// Read takes what is stored.
func (l *Letters) Read(setting string) { l.off = setting == LettersOff }

// isLetter tells whether a key is one that Letters turns off.
func isLetter(name string) bool { return len(name) == 1 && name != " " }
