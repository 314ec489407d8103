package storage

import (
	"context"
	"strings"

	"satchel/app/crm"
)

// fillKeys computes the second columns of entities whose table has grown.
func fillKeys(ctx context.Context, c *crm.Catalog, s *session, entities map[string]bool) error {
	schema := newSchema(c, nil)
	for _, t := range schema.order {
		if !entities[t.entity.Name] {
			continue
		}
		if err := t.fillFolded(ctx, s); err != nil {
			return err
		}
		for _, col := range t.columns {
			if !col.title {
				continue
			}
			target := schema.tables[col.To[0]]
			if _, err := s.conn.ExecContext(ctx, "UPDATE "+t.name+" SET "+col.keyName()+" = (SELECT x."+target.titleColumn()+
				" FROM "+target.name+" x WHERE x.id = "+t.name+"."+col.quoted()+") WHERE "+col.quoted()+" IS NOT NULL"); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *table) fillFolded(ctx context.Context, s *session) error {
	var keyed []column
	var sets []string
	for _, c := range t.columns {
		if c.key {
			keyed, sets = append(keyed, c), append(sets, c.keyName()+" = ?")
		}
	}
	if len(keyed) == 0 {
		return nil
	}
	r := newReader(t, nil)
	for last := int64(0); ; {
		var page []stored
		err := s.stmts.each(ctx, func(scan func(...any) error) error {
			row, err := r.read(scan)
			page = append(page, row)
			return err
		}, "SELECT "+r.selected("t")+" FROM "+t.name+" t WHERE t.n > ? ORDER BY t.n LIMIT 1000", last)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, row := range page {
			args := make([]any, 0, len(keyed)+1)
			for _, c := range keyed {
				args = append(args, c.keyOf(row.Values[c.Name]))
			}
			if _, err := s.stmts.exec(ctx, "UPDATE "+t.name+" SET "+strings.Join(sets, ", ")+" WHERE n = ?", append(args, row.n)...); err != nil {
				return err
			}
			last = row.n
		}
	}
}
