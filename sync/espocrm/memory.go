package espocrm

import "encoding/json"

// maxMemory bounds what is remembered of a server; one with more is asked at every start.
const maxMemory = 1 << 20

// memory is what was learned of a server, to be spared the questions at the next start. It holds no record and no secret, and is
// trusted for definitions only: who we are and what we may is asked again before anything is exchanged.
type memory struct {
	Stamp    string                      `json:"stamp"`
	User     string                      `json:"user"`
	Settings settings                    `json:"settings"`
	Rights   map[string]rights           `json:"rights"`
	Levels   map[string]map[string]level `json:"levels,omitempty"`
	Files    string                      `json:"files,omitempty"` // the right to make some
	Types    map[string]*definition      `json:"types"`
}

// remember hands out what was learned, where it changed.
func (p *Provider) remember() {
	m := memory{
		Stamp: p.stamp, User: p.me.id, Settings: p.set, Files: p.creates,
		Rights: map[string]rights{}, Levels: map[string]map[string]level{}, Types: map[string]*definition{},
	}
	for name, s := range p.schemas {
		m.Rights[name] = s.rights
		if len(s.levels) > 0 {
			m.Levels[name] = s.levels
		}
		if s.def != nil {
			m.Types[name] = s.def
		}
	}
	m.Settings.Stamp = nil
	raw, err := json.Marshal(m)
	if err != nil || len(raw) > maxMemory {
		raw = nil
	}
	if known := string(raw); known != p.kept {
		p.kept = known
		p.keep(known)
	}
}

// recall takes back what was remembered; what cannot be read is as if it were not there.
func (p *Provider) recall(known string) {
	var m memory
	if known == "" || json.Unmarshal([]byte(known), &m) != nil || m.Types == nil {
		return
	}
	p.kept, p.stamp, p.set, p.me.id = known, m.Stamp, m.Settings, m.User
	p.creates = m.Files
	for name, s := range p.schemas {
		s.rights, s.levels, s.def = m.Rights[name], m.Levels[name], m.Types[name]
	}
	p.apply()
}
