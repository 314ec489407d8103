package look

import "testing"

func TestAFontIsReadWithTheFirstLetterOfItsKind(t *testing.T) {
	seen, fresh := blocks{}, ""
	for _, r := range "Ада Müller 王小明, 王 محمد, 😀 and محمد" {
		if seen.fresh(r) {
			fresh += string(r)
		}
	}
	if fresh != "王小明م" {
		t.Errorf("read for %q", fresh)
	}
}
