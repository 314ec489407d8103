package exchange

import (
	"bytes"
	"errors"
	"strings"
	"time"

	ical "github.com/arran4/golang-ical"
	"github.com/teambition/rrule-go"

	"satchel/app/crm"
)

// ourUID ends the UID of an activity in a calendar of ours.
const ourUID = "@satchel"

// part is one event, task or time zone.
type part = ical.Component

// component reads one event, task or time zone.
func component(text []byte) (part, error) {
	var whole bytes.Buffer
	whole.WriteString("BEGIN:VCALENDAR\r\n")
	for _, line := range unfold(text) {
		if len(bytes.TrimSpace(line)) > 0 {
			whole.Write(line)
			whole.WriteString("\r\n")
		}
	}
	whole.WriteString("END:VCALENDAR\r\n")
	c, err := ical.ParseCalendar(&whole)
	if err == nil && len(c.Components) != 1 {
		err = errors.New("it has no end")
	}
	if err != nil {
		return nil, crm.Errorf(crm.CodeInvalid, "The event is cut off or broken (%w).", err)
	}
	return c.Components[0], nil
}

// firstOf is the first property of a name, nil if there is none.
func firstOf(c part, name string) *ical.IANAProperty {
	if all := allOf(c, name); len(all) > 0 {
		return all[0]
	}
	return nil
}

func allOf(c part, name string) (out []*ical.IANAProperty) {
	for _, p := range c.UnknownPropertiesIANAProperties() {
		if strings.EqualFold(p.IANAToken, name) {
			out = append(out, &p)
		}
	}
	return out
}

// value is the text of a property, "" if there is none.
func value(c part, name string) string {
	if p := firstOf(c, name); p != nil {
		return strings.TrimSpace(ical.FromText(p.Value))
	}
	return ""
}

// draft reads one event or task.
func (s *calendarSource) draft(n int, text []byte) (draft, *Refusal) {
	d := draft{values: crm.Values{}, links: map[string]string{}}
	c, err := component(text)
	if err != nil {
		return d, refuse(n, "", err)
	}
	if strings.EqualFold(value(c, "STATUS"), "CANCELLED") {
		return d, refuse(n, "STATUS", crm.Errorf(crm.CodeInvalid, "%q was cancelled, so nothing is made of it.", clip(value(c, "SUMMARY"))))
	}
	if column, err := s.when(c, &d); err != nil {
		return d, refuse(n, column, err)
	}
	d.values["subject"] = strings.Join(strings.Fields(value(c, "SUMMARY")), " ")
	if d.values["subject"] == "" {
		d.values["subject"] = "(no subject)"
	}
	d.values["body"] = s.body(c, &d)
	uid := value(c, "UID")
	if own, ok := strings.CutSuffix(uid, ourUID); ok && isID(own) {
		uid = own
	}
	if day := firstOf(c, "RECURRENCE-ID"); day != nil && uid != "" {
		uid += " " + day.Value
	}
	if r := []rune(uid); len(r) > 200 {
		uid = string(r[:200])
	}
	d.values["outside_id"] = uid
	for name, v := range d.values {
		if crm.IsEmpty(v) {
			delete(d.values, name)
			continue
		}
		if f, ok := s.entity.Field(name); ok {
			if err := f.Check(v); err != nil {
				return d, refuse(n, s.column(name), err)
			}
		}
	}
	return d, nil
}

// body keeps what an activity has no field of its own for, and the addresses of who takes part as links.
func (s *calendarSource) body(c part, d *draft) string {
	lines := []string{value(c, "DESCRIPTION")}
	for _, name := range []string{"LOCATION", "URL", "CATEGORIES"} {
		if v := value(c, name); v != "" {
			lines = append(lines, strings.ToUpper(name[:1])+strings.ToLower(name[1:])+": "+v)
		}
	}
	var people []string
	for _, p := range append(allOf(c, "ORGANIZER"), allOf(c, "ATTENDEE")...) {
		who := p.Value
		if len(who) > 7 && strings.EqualFold(who[:7], "mailto:") {
			who = who[7:]
			if !strings.Contains(strings.Join(people, ";")+";", who+";") {
				people = append(people, who)
			}
		}
		if cn := p.ICalParameters["CN"]; len(cn) > 0 && cn[0] != who {
			who = cn[0] + " <" + who + ">"
		}
		lines = append(lines, strings.ToUpper(p.IANAToken[:1])+strings.ToLower(p.IANAToken[1:])+": "+who)
	}
	if len(people) > 0 {
		d.links["participants"] = strings.Join(people, ";")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// when reads the time; column is the property at fault. A task is due; an event that is over is done.
func (s *calendarSource) when(c part, d *draft) (column string, err error) {
	_, task := c.(*ical.VTodo)
	start, end := firstOf(c, "DTSTART"), firstOf(c, "DTEND")
	d.values["kind"] = "meeting"
	if task {
		d.values["kind"], end = "task", nil
		if due := firstOf(c, "DUE"); due != nil {
			start = due
		}
		d.values["done"] = strings.EqualFold(value(c, "STATUS"), "COMPLETED")
	}
	if start == nil {
		if task {
			return "", nil
		}
		return "DTSTART", crm.Errorf(crm.CodeInvalid, "The event does not say when it is.")
	}
	at, day, err := s.moment(start)
	if err != nil {
		return "DTSTART", err
	}
	var long time.Duration
	if end != nil {
		until, _, err := s.moment(end)
		if err != nil {
			return "DTEND", err
		}
		long = max(0, until.Sub(at))
	} else if text := value(c, "DURATION"); text != "" {
		if long = span(text); long < 0 {
			return "DURATION", crm.Errorf(crm.CodeInvalid, "%q is no duration.", clip(text))
		}
	}
	if firstOf(c, "RRULE") != nil && firstOf(c, "RECURRENCE-ID") == nil {
		if at, err = s.next(c, at, long); err != nil {
			return "RRULE", err
		}
		s.repeated++
	}
	d.values["at"] = crm.InstantOf(at)
	if !day && long > 0 {
		d.values["duration"] = int64(long / time.Second)
	}
	if !task {
		if day && long == 0 {
			long = 24 * time.Hour
		}
		d.values["done"] = at.Add(long).Before(s.o.now())
	}
	return "", nil
}

// next is the first of a repeated event that is not over, or the last one.
func (s *calendarSource) next(c part, first time.Time, long time.Duration) (time.Time, error) {
	o, err := rrule.StrToROption(firstOf(c, "RRULE").Value)
	if err != nil {
		return first, crm.Errorf(crm.CodeInvalid, "How the event repeats cannot be read (%w).", err)
	}
	if o.Freq > rrule.DAILY {
		return first, crm.Errorf(crm.CodeInvalid, "The event repeats more than once a day, which is no appointment.")
	}
	o.Dtstart = first
	if end := s.o.now().AddDate(10, 0, 0); o.Until.IsZero() || o.Until.After(end) {
		o.Until = end
	}
	rule, err := rrule.NewRRule(*o)
	if err != nil {
		return first, crm.Errorf(crm.CodeInvalid, "How the event repeats cannot be read (%w).", err)
	}
	var set rrule.Set
	set.RRule(rule)
	for _, p := range append(allOf(c, "EXDATE"), s.moved[value(c, "UID")]...) {
		for _, text := range strings.Split(p.Value, ",") {
			single := *p
			single.Value = text
			if out, _, err := s.moment(&single); err == nil {
				set.ExDate(out)
			}
		}
	}
	now := s.o.now().Add(-long)
	if at := set.After(now, true); !at.IsZero() {
		return at, nil
	}
	if at := set.Before(now, true); !at.IsZero() {
		return at, nil
	}
	return first, crm.Errorf(crm.CodeInvalid, "The event repeats on no day.")
}
