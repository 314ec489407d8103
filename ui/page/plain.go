package page

import (
	"fyne.io/fyne/v2"

	"satchel/app/crm"
)

// plain is a page that never changes.
type plain struct{ content fyne.CanvasObject }

func (p plain) Content() fyne.CanvasObject { return p.content }
func (plain) Refresh(crm.Batch)            {}
