package app

import (
	"context"
	"slices"
	"strings"

	"satchel/app/crm"
)

// Practice is the short list for newcomers: what they should have done once. It ticks itself.
type Practice struct {
	Shown bool     // offered, and neither hidden nor complete
	Done  []string // steps
}

// The steps of the practice list, in order.
const (
	PracticeFind = "find" // somebody through the palette
	PracticeLog  = "log"  // an activity
	PracticePlan = "plan" // a next step
	PracticeMove = "move" // a lead or deal to another state
	PracticeBack = "back" // import a file, or take something back
)

// PracticeSteps are all steps, in order.
var PracticeSteps = []string{PracticeFind, PracticeLog, PracticePlan, PracticeMove, PracticeBack}

// settingPractice holds the steps done, with hidden among them once the person has seen enough; unset = never offered.
const (
	settingPractice = "practice"
	practiceOffered = "offered"
	practiceHidden  = "hidden"
)

// Has tells whether a step was done.
func (p Practice) Has(step string) bool { return slices.Contains(p.Done, step) }

// Practice reads the practice list.
func (a *App) Practice(ctx context.Context) (Practice, error) {
	text, err := a.Setting(ctx, settingPractice)
	if err != nil || text == "" {
		return Practice{}, err
	}
	words := strings.Fields(text)
	p := Practice{Shown: !slices.Contains(words, practiceHidden)}
	for _, step := range PracticeSteps {
		if slices.Contains(words, step) {
			p.Done = append(p.Done, step)
		}
	}
	return p, nil
}

// OfferPractice shows the practice list from now on; steps done before stay ticked.
func (a *App) OfferPractice(ctx context.Context) error {
	p, err := a.Practice(ctx)
	if err != nil {
		return err
	}
	return a.SetSetting(ctx, settingPractice, strings.Join(append(p.Done, practiceOffered), " "))
}

// HidePractice puts the practice list away.
func (a *App) HidePractice(ctx context.Context) error { return a.tick(ctx, practiceHidden) }

// Practise ticks steps off; it tells whether that changed anything.
func (a *App) Practise(ctx context.Context, steps ...string) (bool, error) {
	p, err := a.Practice(ctx)
	if err != nil || !p.Shown {
		return false, err
	}
	steps = slices.DeleteFunc(slices.Clone(steps), p.Has)
	if len(steps) == 0 {
		return false, nil
	}
	return true, a.tick(ctx, steps...)
}

func (a *App) tick(ctx context.Context, words ...string) error {
	text, err := a.Setting(ctx, settingPractice)
	if err != nil {
		return err
	}
	return a.SetSetting(ctx, settingPractice, strings.Join(append(strings.Fields(text), words...), " "))
}

// PractisedBy says which steps an action was.
func (a *App) PractisedBy(ctx context.Context, b crm.Batch) ([]string, error) {
	switch b.Source {
	case crm.FromImport, crm.FromUndo:
		return []string{PracticeBack}, nil
	case crm.FromUser:
	default:
		return nil, nil
	}
	var out []string
	for _, ref := range b.Refs[:min(len(b.Refs), 10)] {
		if ref.Entity == "activity" && !slices.Contains(out, PracticeLog) {
			out = append(out, PracticeLog)
		}
		past, err := a.History(ctx, ref, 1)
		if err != nil {
			return nil, err
		}
		for _, c := range past {
			for _, f := range c.Fields {
				if step := practisedField(ref.Entity, f); step != "" && c.Batch == b.ID && !slices.Contains(out, step) {
					out = append(out, step)
				}
			}
		}
	}
	return out, nil
}

func practisedField(entity string, f crm.FieldChange) string {
	switch {
	case (f.Field == "next_step" || f.Field == "next_step_at") && !crm.IsEmpty(f.After):
		return PracticePlan
	case entity == "lead" && f.Field == "status" || entity == "deal" && f.Field == "stage":
		return PracticeMove
	}
	return ""
}
