package page

import (
	"strings"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/words"
)

// unusedPart lists the fields that no record has filled, when it is asked to: a large file takes a while.
type unusedPart struct {
	env     Env
	content *fyne.Container
	latest  async.Latest
}

func newUnusedPart(env Env) *unusedPart {
	p := &unusedPart{env: env, content: kit.Column(look.Gap)}
	p.show()
	return p
}

func (p *unusedPart) show(lines ...fyne.CanvasObject) {
	replace(p.content, append(lines, kit.Row(look.Gap, kit.Spacer(), kit.NewButton(words.T("Look for them"), p.look)))...)
}

func (p *unusedPart) look() {
	replace(p.content, kit.Dim(words.T("Looking …")))
	async.Run(p.latest.Next(p.env.Context), p.env.Run, p.env.App.UnusedFields, func(list []app.Unused, err error) {
		if err != nil {
			p.show()
			p.env.Fail(err)
			return
		}
		if len(list) == 0 {
			p.show(dimmed(words.T("Every field is filled by some record.")))
			return
		}
		var pairs []kit.KeyValue
		for i := 0; i < len(list); {
			first := list[i]
			var labels []string
			for ; i < len(list) && list[i].Entity == first.Entity; i++ {
				labels = append(labels, words.T(list[i].Label))
			}
			if e, err := p.env.App.Catalog().Entity(first.Entity); err == nil {
				pairs = append(pairs, kit.KeyValue{Key: words.T(e.Plural) + " (" + words.Number(first.Records) + ")", Value: strings.Join(labels, ", ")})
			}
		}
		p.show(kit.KeyValues(pairs...))
	})
}
