package exchange

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"satchel/app/crm"
)

// mostKept is how many bytes of a card are kept beside its fields; a portrait fits.
const mostKept = 256 << 10

// property is a line of a card: "item1.ADR;TYPE=home:;;Street;Town;;;".
type property struct{ group, name, params, value string }

func (p property) String() string {
	text := p.name + p.params + ":" + p.value
	if p.group != "" {
		text = p.group + "." + text
	}
	return text
}

// readProperty cuts a line; a value in quoted-printable becomes plain text, as the versions after 2.1 write it.
func readProperty(line string) (property, bool) {
	head, value, ok := strings.Cut(line, ":")
	if quotes := strings.Count(head, `"`); ok && quotes%2 == 1 { // a colon inside of a quoted parameter
		rest, after, found := strings.Cut(value, `":`)
		head, value, ok = head+":"+rest+`"`, after, found
	}
	if !ok {
		return property{}, false
	}
	p := property{value: value}
	name, params, _ := strings.Cut(head, ";")
	if group, rest, ok := strings.Cut(name, "."); ok {
		p.group, name = group, rest
	}
	p.name = strings.ToUpper(name)
	charset, kind, quoted, packed := "", "octet-stream", false, false
	for _, param := range strings.Split(named(name+";"+params), ";")[1:] {
		key, v, _ := strings.Cut(param, "=")
		switch {
		case param == "":
		case strings.EqualFold(key, "CHARSET"):
			charset = v
		case strings.EqualFold(key, "ENCODING") && strings.EqualFold(v, "QUOTED-PRINTABLE"):
			quoted = true
		case heavy[p.name] && strings.EqualFold(key, "ENCODING"):
			packed = strings.EqualFold(v, "B") || strings.EqualFold(v, "BASE64")
		case heavy[p.name] && strings.EqualFold(key, "TYPE"):
			kind = strings.ToLower(v)
		default:
			p.params += ";" + param
		}
	}
	if quoted {
		p.value = strings.NewReplacer("\r\n", `\n`, "\n", `\n`, ",", `\,`).Replace(unquotePrintable(value, charset))
	}
	if packed { // as version 4 writes it
		p.value = "data:" + cmp.Or(map[string]string{"PHOTO": "image/", "LOGO": "image/", "SOUND": "audio/"}[p.name], "application/") + kind + ";base64," + strings.ReplaceAll(value, " ", "")
	}
	return p, p.name != "" && !strings.ContainsAny(p.String(), "\r\n\x00")
}

// held are the properties that fields hold whole; of others in readsAs a card keeps what goes beyond its fields.
var held = map[string]bool{
	"BEGIN": true, "END": true, "VERSION": true, "PRODID": true, "REV": true, "UID": true, "EMAIL": true, "TEL": true, "CATEGORIES": true, "NOTE": true,
}

// keep puts the lines of a card that no field holds into the draft, to be written back by an export. large tells that pictures or sounds
// were left out.
func (d *draft) keep(lines [][]byte) (large bool) {
	var kept []string
	groups := map[string]bool{} // of kept lines
	var labels []property
	size := 0
	seen := map[string]bool{}
	for _, line := range lines {
		p, ok := readProperty(string(line))
		if !ok || held[p.name] || strings.Trim(p.value, "; ") == "" {
			continue
		}
		if p.name == "X-ABLABEL" {
			labels = append(labels, p)
			continue
		}
		first := !seen[p.name]
		seen[p.name] = true
		if d.holds(p, first) {
			continue
		}
		if text := p.String(); size+len(text) <= mostKept {
			kept = append(kept, text)
			size += len(text) + 1
			groups[p.group] = true
		} else {
			large = true
		}
	}
	for _, p := range labels {
		if p.group != "" && groups[p.group] {
			kept = append(kept, p.String())
		}
	}
	slices.Sort(kept)
	if kept = slices.Compact(kept); len(kept) > 0 {
		d.values["card"] = strings.Join(kept, "\n")
	}
	return large
}

// holds tells whether fields hold all that a property says.
func (d *draft) holds(p property, first bool) bool {
	parts := parts(p.value)
	more := func(from int) bool { return strings.Join(parts[min(from, len(parts)):], "") != "" }
	switch p.name {
	case "N":
		return first && !more(2)
	case "FN":
		return first && plain(unescaped(p.value)) == strings.TrimSpace(text(d.values["first_name"])+" "+text(d.values["last_name"]))
	case "ORG":
		return first && !more(1)
	case "TITLE", "LANG":
		return first
	case "BDAY":
		return first && d.values["birthday"] != nil
	case "ADR":
		a := addressOf(unescaped(p.value))
		return a == d.values["address"] || a == d.values["home_address"]
	}
	return false
}

// unescaped is a value as the decoder gives it: commas, line ends and backslashes plain, semicolons still escaped.
func unescaped(value string) string {
	return strings.NewReplacer(`\\`, `\`, `\,`, ",", `\n`, "\n", `\N`, "\n").Replace(value)
}

// rest are the kept lines of a record that still hold, by the name of the property. One that says a name, an organisation or a birthday
// otherwise than the record does by now is left out.
func rest(r crm.Record, organisation string) map[string][]string {
	out := map[string][]string{}
	for _, line := range strings.Split(r.Text("card"), "\n") {
		p, ok := readProperty(line)
		if !ok {
			continue
		}
		switch p.name {
		case "N":
			n := append(parts(unescaped(p.value)), make([]string, 5)...)
			first := strings.Join(strings.Fields(n[3]+" "+n[1]+" "+n[2]), " ")
			if first != r.Text("first_name") || n[0] != r.Text("last_name") {
				continue
			}
		case "ORG":
			if parts(unescaped(p.value))[0] != organisation {
				continue
			}
		case "BDAY":
			if r.Text("birthday") != "" {
				continue
			}
		}
		out[p.name] = append(out[p.name], line)
	}
	return out
}

// ownLabel is the label that a program wrote beside a property of a group: item1.X-ABLabel:_$!<HomePage>!$_ is "homepage".
func ownLabel(value string) string {
	value = plain(value)
	if inner, ok := strings.CutPrefix(value, "_$!<"); ok {
		value = strings.ToLower(strings.TrimSuffix(inner, ">!$_"))
	}
	return value
}

// unfold joins the lines of a card that were folded.
func unfold(card []byte) [][]byte {
	var out [][]byte
	for line := range bytes.Lines(card) {
		line = bytes.TrimRight(line, "\r\n")
		switch {
		case len(line) == 0:
		case (line[0] == ' ' || line[0] == '\t') && len(out) > 0:
			out[len(out)-1] = append(out[len(out)-1], line[1:]...)
		default:
			out = append(out, bytes.Clone(line))
		}
	}
	return out
}

// labelled writes an address or number under a group of its own if its label is none of the standard's.
func labelled(name, label, value string, i, group int) []string {
	t := types(label, i)
	if label == "" || strings.Contains(t, "TYPE") {
		return []string{name + t + ":" + value}
	}
	return []string{fmt.Sprintf("field%d.%s%s:%s", group, name, t, value), fmt.Sprintf("field%d.X-ABLabel:%s", group, escape(label))}
}
