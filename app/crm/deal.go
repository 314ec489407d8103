package crm

// Deal stages that rules and charts use.
const (
	DealWon  = "Won"
	DealLost = "Lost"
)

// stages are the pipeline's stages in order, with the probability that each sets.
func stages() []Option {
	return []Option{
		{Value: "Prospecting", Label: "Prospecting", Tone: "blue", Open: true, Percent: 10},
		{Value: "Qualified", Label: "Qualified", Open: true, Percent: 20},
		{Value: "Proposal", Label: "Proposal", Open: true, Percent: 50},
		{Value: "Negotiation", Label: "Negotiation", Tone: "amber", Open: true, Percent: 80},
		{Value: DealWon, Label: DealWon, Tone: "green", Percent: 100},
		{Value: DealLost, Label: DealLost, Tone: "red"},
	}
}

// forecasts are the categories by which a person says beside the stage what is expected. No rule sets them: a judgement that a rule can
// overwrite is none.
func forecasts() []Option {
	return []Option{
		{Value: "Pipeline", Label: "Pipeline"},
		{Value: "Best case", Label: "Best case", Tone: "blue"},
		{Value: "Commit", Label: "Commit", Tone: "amber"},
		{Value: "Closed", Label: "Closed", Tone: "green"},
		{Value: "Omitted", Label: "Omitted"},
	}
}

// lostReason says why a lead or deal was lost: words to pick from, which can be extended, or any other.
func lostReason() Field {
	return Field{
		Name: "lost_reason", Label: "Lost because", Kind: Text, Max: 200, Fold: true,
		Options: options("Price", "Competitor", "No budget", "No need", "Bad timing", "No answer"),
	}
}

// deal is a chance to sell something to a customer.
func deal() *Entity {
	return &Entity{
		Name: "deal", Label: "Deal", Plural: "Deals", Icon: "deal",
		Fields: append(system(),
			Field{Name: "name", Label: "Name", Kind: Text, Required: true, Fold: true},
			Field{Name: "stage", Label: "Stage", Kind: Choice, Required: true, Default: "Prospecting", Group: "stage", Options: stages()},
			Field{Name: "probability", Label: "Probability", Kind: Percent, Default: 10.0, Group: "stage"},
			Field{Name: "amount", Label: "Amount", Kind: Money, Currency: "currency", Dated: "closed_at", Group: "amount"},
			Field{Name: "currency", Label: "Currency", Kind: Text, Max: 3, Group: "amount"},
			Field{Name: "close_date", Label: "Expected close", Kind: Day},
			Field{Name: "closed_at", Label: "Closed", Kind: Moment, ReadOnly: true, Group: "stage"},
			Field{Name: "source", Label: "Source", Kind: Text, Max: 100, Fold: true},
			Field{Name: "organisation", Label: "Organisation", Kind: Link, To: []string{"organisation"}},
			Field{Name: "contact", Label: "Contact", Kind: Link, To: []string{"contact"}},
			Field{Name: "next_step", Label: "Next step", Kind: Text, Group: "next_step"},
			Field{Name: "next_step_at", Label: "Next step on", Kind: Moment, Days: true, Group: "next_step"},
			lostReason(),
			Field{Name: "tags", Label: "Tags", Kind: Tags},
			outsideID(),
			Field{Name: "description", Label: "Notes", Kind: LongText},
			Field{Name: "lead", Label: "Came from lead", Kind: Link, To: []string{"lead"}, ReadOnly: true},
			Field{Name: "forecast", Label: "Forecast", Kind: Choice, Options: forecasts(), Help: "What you expect, whatever the stage says. Nothing changes it but you."},
		),
		Title: []string{"name"}, Subtitle: []string{"organisation"},
		Columns: []Column{{"name", 2}, {"organisation", 1.1}, {"stage", 0.8}, {"amount", 0.9}, {"close_date", 0.8}},
		Form: [][]string{
			{"name"},
			{"organisation", "contact"},
			{"stage", "probability"},
			{"amount", "currency"},
			{"close_date", "forecast"},
			{"source"},
			{"next_step", "next_step_at"},
			{"lost_reason"},
			{"tags", "owner"},
			{"description"},
		},
		Search:   []string{"name", "source", "tags", "next_step", "lost_reason", "description"},
		Sort:     []Sort{{Field: "close_date"}},
		Index:    [][]string{{"stage", "currency", "amount", "forecast", "close_date", "probability"}, {"stage", "closed_at", "organisation", "currency", "amount", FieldCreatedAt}, {"stage", "next_step_at", "owner", "next_step"}, {"next_step_at"}, {"organisation"}, {"contact"}, {"owner"}, {"closed_at"}},
		Match:    [][]string{{"outside_id"}, {"name", "organisation"}},
		Timeline: &Timeline{At: FieldCreatedAt, Links: []string{"contact", "organisation"}},
		Views:    stepViews,
		Answered: (*Entity).stageSetsProbability,
		Rules:    []Rule{stageCloses},
	}
}

// stageSetsProbability fills the stage's probability when the stage moves, unless the person set a probability in the same save.
func (e *Entity) stageSetsProbability(before Record, after *Record) {
	if before.Text("stage") == after.Text("stage") {
		return
	}
	stage, _ := e.Field("stage")
	probability, _ := e.Field("probability")
	typed := after.Get("probability") != nil && !Equal(before.Get("probability"), after.Get("probability"))
	if fresh := len(before.Values) == 0; typed && !(fresh && Equal(after.Get("probability"), probability.Default)) {
		return
	}
	for _, o := range stage.Options { // by value alone: an unknown stage sets nothing
		if o.Value == after.Text("stage") {
			after.Set("probability", o.Percent)
		}
	}
}

// stageCloses notes the moment when a deal was won or lost, and forgets it when the deal is opened again. A moment that comes with
// an import stays.
func stageCloses(before Record, after *Record, now Instant) {
	switch stage := after.Text("stage"); {
	case stage != DealWon && stage != DealLost:
		after.Set("closed_at", nil)
	case stage != before.Text("stage") && Equal(before.Get("closed_at"), after.Get("closed_at")):
		after.Set("closed_at", now)
	}
}
