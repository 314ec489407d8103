package crm

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MostContent is the most bytes of one file.
const MostContent = 25 << 20

// file is a document that belongs to another record. Its contents lie beside the records, once for equal ones, under their hash; a
// file without a hash is known from the online CRM and not here yet.
func file() *Entity {
	return &Entity{
		Name: "file", Label: "File", Plural: "Files", Icon: "attachment", Child: true,
		Fields: append(system(),
			Field{Name: "name", Label: "Name", Kind: Text, Required: true, Fold: true, Max: mostFileName},
			Field{Name: "about", Label: "About", Kind: Link, To: []string{"contact", "organisation", "lead", "deal", "ticket", "activity"}, Required: true},
			Field{Name: "type", Label: "Type", Kind: Text, Max: 255, ReadOnly: true, Help: "The media type, such as application/pdf."},
			Field{Name: "size", Label: "Size", Kind: Integer, ReadOnly: true, Help: "In bytes."},
			Field{Name: "content", Label: "Contents", Kind: Text, Max: 64, ReadOnly: true, Help: "SHA-256 of the contents."},
		),
		Title: []string{"name"}, Subtitle: []string{"about"},
		Columns: []Column{{"name", 2}, {"type", 1}, {"size", 0.5}, {FieldCreatedAt, 0.8}},
		Form:    [][]string{{"name"}, {"about"}, {"owner"}},
		Search:  []string{"name"},
		Sort:    []Sort{{Field: FieldCreatedAt, Desc: true}},
		Index:   [][]string{{"about", FieldCreatedAt}, {"content"}},
		Rules: []Rule{func(_ Record, after *Record, _ Instant) {
			if after.Text("name") != "" {
				after.Set("name", FileName(after.Text("name")))
			}
		}},
		Effects: []Effect{needContents},
	}
}

// needContents refuses a file whose contents are not kept. One whose contents have not come from the online CRM yet can be edited.
func needContents(tx Tx, before Record, after *Record) error {
	hash := after.Text("content")
	if len(before.Values) > 0 && hash == before.Text("content") {
		return nil
	}
	kept, err := tx.Keeps(hash)
	if err == nil && !kept {
		err = Errorf(CodeInvalid, "A file cannot be made from its name alone. Attach one to a record, or read an export back from its own folder.")
	}
	return err
}

// mostFileName is the most bytes of a file's name, so that every system takes it with something before it.
const mostFileName = 200

// FileName makes a name that every system takes as the name of a file in one folder: no path, no signs that cannot be seen or have a
// meaning for a system, no reserved word. It is never empty.
func FileName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError, unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		}
		return r
	}, name)
	name = strings.TrimLeft(strings.TrimRight(name, ". "), " ")
	ext := path.Ext(name)
	if len(ext) > 20 {
		ext = ""
	}
	stem := strings.TrimSuffix(name, ext)
	for len(stem)+len(ext) > mostFileName {
		_, size := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-size]
	}
	word, _, _ := strings.Cut(strings.ToUpper(stem), ".")
	switch {
	case stem == "" && len(ext) < 2:
		return "file"
	case isDevice(strings.TrimRight(word, " ")):
		stem = "_" + stem
	}
	return stem + ext
}

// isDevice tells whether Windows takes the word for a device, whatever follows its point.
func isDevice(word string) bool {
	switch word {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	return len(word) == 4 && (word[:3] == "COM" || word[:3] == "LPT") && word[3] >= '0' && word[3] <= '9'
}
