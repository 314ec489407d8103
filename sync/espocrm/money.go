package espocrm

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"satchel/app/crm"
)

// maxDigits is how many digits of an amount the server keeps.
const maxDigits = 15

// money is an amount with its currency; ours are minor units, theirs a decimal.
type money struct{ amount, currency string }

func (c money) attributes() []string { return []string{c.amount, c.currency} }
func (c money) read(r *reader) (any, bool) {
	n, ok := r.number(c.amount)
	if !ok {
		return nil, r.has(c.amount)
	}
	code := r.text(c.currency)
	if code == "" {
		code = r.schema.currency
	}
	if math.Abs(n) >= 1e15 {
		r.wrong(c.amount, "an amount with at most 15 digits")
		return nil, false
	}
	minor, err := crm.ParseMoney(strconv.FormatFloat(n, 'f', crm.MinorDigits(code), 64), code)
	if err != nil {
		r.wrong(c.amount, "an amount of money")
	}
	return minor, r.has(c.amount, c.currency)
}

func (c money) write(w *writer, v any) {
	w.out[c.amount] = nil
	minor, ok := v.(int64)
	if !ok {
		w.out[c.currency] = nil
		return
	}
	code, _ := w.value("currency").(string)
	if code = strings.ToUpper(strings.TrimSpace(code)); code == "" {
		code = w.schema.currency
	}
	decimal := crm.FormatMoney(minor, code)
	if len(strings.Trim(strings.ReplaceAll(decimal, ".", ""), "-0")) > maxDigits {
		w.reject("EspoCRM keeps only 15 digits of an amount. Enter a smaller or rounder one.")
		return
	}
	w.out[c.amount] = json.Number(decimal)
	if code != "" {
		w.out[c.currency] = code
	}
}
func (c money) canon(_ *schema, v any) any { return v }

// peeks asks for the record as it is if an amount comes without its currency.
func (c money) peeks(w *writer) bool { return !w.given("currency") && w.values["amount"] != nil }

// currency is the other half of an amount. Without an amount the server keeps none.
type currency struct{ amount, currency string }

func (c currency) attributes() []string { return []string{c.amount, c.currency} }
func (c currency) read(r *reader) (any, bool) {
	return text{}.canon(nil, r.text(c.currency)), r.has(c.currency) && r.row[c.amount] != nil
}

func (c currency) write(w *writer, v any) {
	if !w.given("amount") && w.text(v) != "" {
		w.out[c.currency] = c.canon(nil, v)
	}
}

func (c currency) canon(_ *schema, v any) any {
	s, _ := v.(string)
	return text{}.canon(nil, strings.ToUpper(s))
}
