package exchange

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"mime/quotedprintable"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/emersion/go-vcard"
	"golang.org/x/text/encoding/charmap"

	"satchel/app/crm"
)

// maxCard is the most bytes of one card; a photo fits.
const maxCard = 16 << 20

// vcardSource yields the contacts of a vCard file of version 2.1, 3.0 or 4.0.
type vcardSource struct {
	file     *os.File
	entity   *crm.Entity
	o        Options
	encoding Encoding
	large    bool // pictures or sounds were left out
	cards    int64
}

func openVCards(f *os.File, e *crm.Entity, o Options) (*vcardSource, error) {
	if e.Name != "contact" {
		return nil, crm.Errorf(crm.CodeInvalid, "A vCard file holds contacts; it cannot be imported as %s.", crm.Term(e.Plural))
	}
	_, saw, err := scan(f)
	if err != nil {
		return nil, err
	}
	if saw.nul {
		return nil, crm.Errorf(crm.CodeInvalid, "The file holds NUL bytes, so it is no vCard file.")
	}
	return &vcardSource{file: f, entity: e, o: o, encoding: saw.encoding()}, nil
}

func (s *vcardSource) each(ctx context.Context, p Progress, f func(int, draft, *Refusal) error) error {
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return crm.Errorf(crm.CodeUnavailable, "The file cannot be read: %w.", err)
	}
	r := bufio.NewReaderSize(Dialect{Encoding: s.encoding}.decode(s.file), 64<<10)
	for n := 1; ; n++ {
		text, err := nextCard(r)
		if errors.Is(err, io.EOF) {
			s.cards = int64(n - 1)
			if n == 1 {
				return crm.Errorf(crm.CodeInvalid, "The file holds no vCard.")
			}
			return nil
		}
		if err != nil {
			return err
		}
		was := []string{strings.ReplaceAll(string(text), "\r\n", "\n")}
		if r, ok := s.o.Repairs[n]; ok && slices.Equal(r.Was, was) && len(r.Cells) == 1 {
			text = []byte(r.Cells[0])
		}
		d, bad := s.draft(n, text)
		if d.was = was; bad != nil {
			bad.Cells = was
		}
		if err := f(n, d, bad); err != nil {
			return err
		}
		if err := p.tick(ctx, int64(n), s.cards); err != nil {
			return err
		}
	}
}

func (s *vcardSource) names(ctx context.Context, f func(crm.Field, string)) error {
	organisation, _ := s.entity.Field("organisation")
	return s.each(ctx, nil, func(_ int, d draft, bad *Refusal) error {
		if bad == nil {
			f(organisation, d.links["organisation"])
		}
		return nil
	})
}

// nextCard reads from one BEGIN:VCARD to its END; io.EOF if there is none left. A card that the file cuts short is returned as far
// as it goes.
func nextCard(r *bufio.Reader) ([]byte, error) {
	var card []byte
	soft := false // the line before ended with the soft line break of quoted-printable
	for {
		if next, _ := r.Peek(len("BEGIN:VCARD")); card != nil && bytes.EqualFold(next, []byte("BEGIN:VCARD")) {
			return card, nil // which has no END
		}
		line, err := r.ReadSlice('\n')
		whole := err == nil
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) && !errors.Is(err, io.EOF) {
			return nil, crm.Errorf(crm.CodeUnavailable, "The file cannot be read: %w.", err)
		}
		mark := strings.ToUpper(string(bytes.TrimSpace(line[:min(len(line), 40)])))
		if card == nil && mark == "BEGIN:VCARD" {
			card = append(card, line...)
		} else if card != nil {
			if len(card)+len(line) > maxCard {
				return nil, crm.Errorf(crm.CodeInvalid, "A card is longer than 16 MB.")
			}
			if soft {
				card = append(bytes.TrimSuffix(bytes.TrimRight(card, "\r\n"), []byte("=")), line...)
			} else {
				card = append(card, line...)
			}
			soft = whole && endsSoft(card) && (soft || quotedSoft(card))
			if mark == "END:VCARD" {
				return card, nil
			}
		}
		if errors.Is(err, io.EOF) {
			if card != nil {
				return card, nil
			}
			return nil, io.EOF
		}
	}
}

// endsSoft tells whether the last line ends with the sign of a soft line break.
func endsSoft(card []byte) bool { return bytes.HasSuffix(bytes.TrimRight(card, "\r\n"), []byte("=")) }

// quotedSoft tells whether the last line is quoted-printable.
func quotedSoft(card []byte) bool {
	card = bytes.TrimRight(card, "\r\n")
	name, _, _ := bytes.Cut(card[bytes.LastIndexByte(card, '\n')+1:], []byte(":"))
	return bytes.Contains(bytes.ToUpper(name), []byte("QUOTED-PRINTABLE"))
}

// bareType finds the parameters without a name of vCard 2.1: "TEL;HOME;VOICE:".
var bareType = regexp.MustCompile(`^[A-Za-z0-9-]+$`)

// heavy are the properties that hold pictures, sounds and keys. Nothing here reads them.
var heavy = map[string]bool{"PHOTO": true, "LOGO": true, "SOUND": true, "KEY": true}

// modern makes a card easy for the decoder: folded lines are joined, since the decoder takes quadratic time for it, pictures are
// left out, and the bare parameters of vCard 2.1 get their names.
func modern(card []byte) []byte {
	var out bytes.Buffer
	for _, line := range unfold(card) {
		name, value, _ := bytes.Cut(line, []byte(":"))
		property, _, _ := strings.Cut(string(name[:min(len(name), 1000)]), ";")
		property = strings.ToUpper(property[strings.LastIndexByte(property, '.')+1:])
		if heavy[property] {
			continue
		}
		if out.Len() > 0 {
			out.WriteString("\r\n")
		}
		if bytes.Contains(name, []byte(";")) && len(name) < len(line) {
			out.WriteString(named(string(name)) + ":")
			out.Write(value)
		} else {
			out.Write(line)
		}
	}
	out.WriteString("\r\n")
	return out.Bytes()
}

// named gives bare parameters the names that later versions require.
func named(name string) string {
	params := strings.Split(name, ";")
	for i, p := range params[1:] {
		switch {
		case strings.EqualFold(p, "QUOTED-PRINTABLE"), strings.EqualFold(p, "BASE64"):
			params[i+1] = "ENCODING=" + p
		case bareType.MatchString(p):
			params[i+1] = "TYPE=" + p
		}
	}
	return strings.Join(params, ";")
}

// decodeCard reads one card; the sentence of the error is for the person.
func decodeCard(text []byte) (vcard.Card, error) {
	card, err := vcard.NewDecoder(bytes.NewReader(modern(text))).Decode()
	if err != nil {
		return nil, crm.Errorf(crm.CodeInvalid, "The card is cut off or broken (%w).", err)
	}
	for _, fields := range card {
		for _, f := range fields {
			if strings.EqualFold(f.Params.Get("ENCODING"), "QUOTED-PRINTABLE") {
				f.Value = unquotePrintable(f.Value, f.Params.Get("CHARSET"))
			}
		}
	}
	return card, nil
}

func unquotePrintable(text, charset string) string {
	raw, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(text)))
	if err != nil {
		return text
	}
	if charset != "" && !strings.EqualFold(charset, "UTF-8") {
		if out, err := charmap.Windows1252.NewDecoder().Bytes(raw); err == nil {
			raw = out
		}
	}
	return string(raw)
}

// vcardColumns are the properties that are read, each with the field it fills, in the order of the preview.
var vcardColumns = properties{
	{"N", "last_name"},
	{"N", "first_name"},
	{"FN", "name"},
	{"ORG", "organisation"},
	{"TITLE", "title"},
	{"EMAIL", "emails"},
	{"TEL", "phones"},
	{"ADR", "address"},
	{"ADR", "home_address"},
	{"BDAY", "birthday"},
	{"CATEGORIES", "tags"},
	{"CATEGORIES", "do_not_call"},
	{"CATEGORIES", "do_not_mail"},
	{"LANG", "language"},
	{"NOTE", "description"},
	{"UID", "outside_id"},
}

func (s *vcardSource) about() []Column            { return vcardColumns.columns(s.entity) }
func (s *vcardSource) column(field string) string { return vcardColumns.of(field) }

func (s *vcardSource) exact() bool { return false }
func (s *vcardSource) notes() []crm.Said {
	if s.large {
		return []crm.Said{crm.Sayf("Pictures or sounds larger than 256 KB are left out; everything else of the cards is kept.")}
	}
	return nil
}
func (s *vcardSource) close() error        { return s.file.Close() }
func (s *vcardSource) linked() []crm.Field { return linkFields(s.about()) }
