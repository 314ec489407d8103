package engine

import (
	"maps"
	"strings"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// Files are records that no list shows: they come inside the records that have them. Their contents travel apart, here and in fetch.go.

const fileEntity = "file"

// fileFeed is the feed of the files; false if the provider exchanges none.
func (r *round) fileFeed() (remote.Feed, bool) {
	for _, f := range r.caps.Feeds {
		if f.Inside && f.Entity == fileEntity {
			return f, true
		}
	}
	return remote.Feed{}, false
}

// inside tells whether the records of an entity come inside others only: there is nothing to list.
func (r *round) inside(entity string) bool {
	f, ok := r.fileFeed()
	return ok && f.Entity == entity
}

// untold tells whether the files of a record are still to be learned after an answer that does not tell of them: the record is another
// one than when they were.
func (r *round) untold(item replica.Item, rec remote.Record) bool {
	if rec.Inside != nil {
		return false
	}
	f, ok := r.caps.FeedOfID(item.Entity, rec.ID)
	return ok && f.Files && (item.Partial || item.RemoteAt != rec.ModifiedAt || item.Version != rec.Version)
}

// ofFiles is what a feed holds, and what an answer shows in part, where its records have files.
const ofFiles = "files"

// freshFiles marks listed records whose feed has files since a moment ago, so that these are learned.
func freshFiles(records []remote.Record, fresh []string) {
	for _, name := range fresh {
		for i := range records {
			if name == ofFiles && records[i].Inside == nil {
				records[i].Partial = append(records[i].Partial, ofFiles)
			}
		}
	}
}

// stamped gives a file the stamp under which it is known: it never changes, and what shows it inside its record knows none.
func stamped(tx replica.Tx, f remote.Feed, rec remote.Record) (remote.Record, error) {
	id, err := tx.Local(f.Entity, rec.ID)
	if err != nil || id == "" {
		return rec, err
	}
	item, err := tx.Item(refOf(f, id))
	rec.ModifiedAt = max(rec.ModifiedAt, item.RemoteAt)
	return rec, err
}

// takeFiles brings in the files of a record that was just taken in. What is no longer among them is asked for by itself before it goes
// here.
func (r *round) takeFiles(tx replica.Tx, f remote.Feed, rec remote.Record) error {
	files, ok := r.fileFeed()
	id, err := tx.Local(f.Entity, rec.ID)
	if err != nil || !ok || id == "" {
		return err
	}
	item, err := tx.Item(refOf(f, id))
	taken := item.RemoteID == rec.ID && item.RemoteAt == rec.ModifiedAt && item.Version == rec.Version && !item.Deleted && !isOlder(item)
	if err != nil || !taken { // it is behind what is known, or waits for a person
		return err
	}
	here, err := tx.List(crm.Query{Entity: fileEntity, Where: crm.Where("about", crm.Eq, id)})
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for _, file := range rec.Inside {
		there[file.ID] = true
		if err := r.takeFile(tx, files, rec, file, here); err != nil {
			return err
		}
	}
	for _, local := range here {
		if err := r.missFile(tx, f, rec, local.Ref(), there); err != nil {
			return err
		}
	}
	return nil
}

// takeFile brings in one file of a record.
func (r *round) takeFile(tx replica.Tx, f remote.Feed, holder, file remote.Record, here []crm.Record) error {
	if err := followFile(tx, f, file, here); err != nil {
		return err
	}
	file.ModifiedAt = holder.ModifiedAt
	id, err := tx.Local(f.Entity, file.ID)
	if err != nil {
		return err
	}
	item, err := tx.Item(refOf(f, id))
	if err != nil {
		return err
	}
	if item.RemoteID != file.ID { // of when it was attached only its record's stamp is known, until it is read by itself
		if crm.IsEmpty(file.Values[crm.FieldCreatedAt]) {
			file.Values = maps.Clone(file.Values)
			file.Values[crm.FieldCreatedAt] = holder.ModifiedAt
		}
	} else if file.ModifiedAt = item.RemoteAt; !item.Partial {
		known(&file)
	}
	return r.takeOne(tx, f, file, read)
}

// followFile ties a file to the one here that it was when its record had another id: the record was merged there, and took it along.
// Where the file came here on its own already, that one stays, with the contents of this one.
func followFile(tx replica.Tx, f remote.Feed, file remote.Record, here []crm.Record) error {
	id, err := tx.Local(f.Entity, file.ID)
	if err != nil {
		return err
	}
	for _, local := range here {
		item, err := tx.Item(local.Ref())
		if err != nil {
			return err
		}
		_, _, own := remote.Apart(item.RemoteID)
		switch {
		case own == "" || own != file.Marker || item.RemoteID == file.ID:
			continue
		case id == "":
			item.RemoteID = file.ID
			return tx.SaveItem(item)
		}
		kept, err := tx.Get(refOf(f, id))
		if err != nil {
			return err
		}
		if content := local.Text("content"); content != "" && kept.Text("content") == "" {
			if err := tx.Put(crm.Record{Entity: f.Entity, ID: id, Values: crm.Values{"content": content}}); err != nil {
				return err
			}
		}
		if err := tx.Delete(local.Ref()); err != nil {
			return err
		}
		return tx.Forget(local.Ref())
	}
	return nil
}

// followFiles is followFile for all files of a record that was merged into another one.
func (r *round) followFiles(tx replica.Tx, survivor remote.Record, loser crm.Ref) error {
	f, ok := r.fileFeed()
	if !ok || len(survivor.Inside) == 0 {
		return nil
	}
	here, err := tx.List(crm.Query{Entity: fileEntity, Where: crm.Where("about", crm.Eq, loser.ID)})
	if err != nil {
		return err
	}
	for _, file := range survivor.Inside {
		if err := followFile(tx, f, file, here); err != nil {
			return err
		}
	}
	return nil
}

// missFile looks after a file here that its record there may not have. One that is there with another record, because this one was made
// again or is what others were merged into, is new to this one.
func (r *round) missFile(tx replica.Tx, f remote.Feed, holder remote.Record, ref crm.Ref, there map[string]bool) error {
	item, err := tx.Item(ref)
	switch {
	case err != nil || item.RemoteID == "" || there[item.RemoteID]:
		return err
	case !strings.HasPrefix(item.RemoteID, remote.Within(f.Name, holder.ID, "")):
		if err := tx.Forget(ref); err != nil {
			return err
		}
		return tx.SaveItem(replica.Item{Ref: ref, New: true})
	}
	return doubtItem(tx, ref)
}

// rehome lets a record be read anew that others were merged into, where it got files of theirs here: they may not be with it there.
func (r *round) rehome(tx replica.Tx, f remote.Feed, survivor crm.Ref) error {
	if !f.Files {
		return nil
	}
	here, err := tx.List(crm.Query{Entity: fileEntity, Where: crm.Where("about", crm.Eq, survivor.ID)})
	if err != nil || len(here) == 0 {
		return err
	}
	return doubtItem(tx, survivor)
}

// fileGone takes in that a file is not there, if its record is.
func (r *round) fileGone(tx replica.Tx, file replica.Item) error {
	rec, err := tx.Get(file.Ref)
	if err != nil && crm.CodeOf(err) != crm.CodeNotFound {
		return err
	}
	about, _ := r.entity(fileEntity).Field("about")
	for _, entity := range about.To {
		holder, err := tx.Item(crm.Ref{Entity: entity, ID: rec.Text("about")})
		if err != nil {
			return err
		}
		of, ok := r.caps.FeedOfID(entity, holder.RemoteID)
		if ok && holder.RemoteID != "" && strings.HasPrefix(file.RemoteID, remote.Within(of.Name, holder.RemoteID, "")) {
			return r.gone(tx, file.Ref)
		}
	}
	file.Partial = false
	return tx.SaveItem(file)
}

// hasPlace tells whether a file that is new here can be there: the provider has files for its record.
func (r *round) hasPlace(tx replica.Tx, file crm.Record) (bool, error) {
	about, _ := r.entity(fileEntity).Field("about")
	for _, entity := range about.To {
		ref := crm.Ref{Entity: entity, ID: file.Text("about")}
		item, err := tx.Item(ref)
		if err != nil {
			return false, err
		}
		if item.RemoteID != "" {
			f, ok := r.caps.FeedOfID(entity, item.RemoteID)
			return ok && f.Files, nil
		}
		rec, err := tx.Get(ref)
		if crm.CodeOf(err) == crm.CodeNotFound {
			continue
		} else if err != nil {
			return false, err
		}
		name, _ := r.p.FeedOf(rec)
		f, ok := r.caps.Feed(name)
		return ok && f.Files, nil
	}
	return false, nil
}

// stays tells whether a new record stays here: a file without a place there, or one whose contents never came from another online CRM.
func (r *round) stays(tx replica.Tx, f remote.Feed, rec crm.Record) (bool, error) {
	if !f.Inside {
		return false, nil
	}
	place, err := r.hasPlace(tx, rec)
	if err != nil || rec.Text("content") == "" {
		return true, err
	}
	if !place {
		err = r.hold(tx, rec.Ref(), replica.Stays, "The online CRM has no files for this kind of record.")
	}
	return !place, err
}

// upload sends the contents of a new file, and stores the intent to make it part of its record under the name that they have there.
// Before that nothing needs to be known: contents that belong to nothing are seen by nobody.
func (r *round) upload(plan planned) (planned, error) {
	nothing := planned{nothing: true}
	about, ok := plan.wire["about"].(remote.Ref)
	holder, known := r.caps.FeedOfID(about.Entity, about.ID)
	if !ok || !known {
		return nothing, nil
	}
	if !holder.Update {
		return nothing, r.tx(func(tx replica.Tx) error {
			return r.hold(tx, plan.attempt.Ref, replica.NoAccess, "Your account there may not change what this file is attached to.")
		})
	}
	content, err := r.store.Content(r.ctx, plan.content)
	if err != nil {
		return nothing, err
	}
	name, _ := plan.wire["name"].(string)
	kind, _ := plan.wire["type"].(string)
	r.o.Progress(Progress{Phase: "push", Feed: fileEntity, Done: r.done, Total: r.total})
	marker, err := r.p.Upload(r.ctx, remote.Upload{For: holder.Name, Name: name, Type: kind, Content: content})
	if err == nil && marker == "" {
		err = protocol("The online CRM does not say under which name it keeps a file.")
	}
	if err != nil {
		if e := remote.AsError(err); e.Class == remote.Gone || e.Class == remote.Conflict || e.Class == remote.Duplicate {
			err = protocol(e.Message) // of contents that belong to nothing yet there can be no such thing
		}
		_, err = r.settle(plan, remote.Record{}, err)
		return nothing, err
	}
	plan.attempt.ID = marker
	err = r.tx(func(tx replica.Tx) error {
		item, err := tx.Item(plan.attempt.Ref)
		if plan.nothing = !item.New; err != nil || plan.nothing { // deleted here meanwhile
			return err
		}
		return r.begin(tx, plan.feed, plan.attempt)
	})
	return plan, err
}
