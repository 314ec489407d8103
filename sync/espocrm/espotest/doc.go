// Package espotest is a model of an EspoCRM 9.3.10 server for tests: an HTTP
// handler with one state behind one mutex, whose only clock is the one it is
// given, without goroutines and without chance. Equal requests at equal times
// get equal answers.
//
//	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
//	server := espotest.New(func() time.Time { return now })
//	_, err := server.AddUser(espotest.User{
//		UserName: "sync", Type: "api", APIKey: "key", Role: espotest.FullRole(),
//	})
//	// Either a real listener ..
//	web := httptest.NewServer(server)
//	// .. or no network at all:
//	client := &http.Client{Transport: server}
//
//	// Somebody in the web UI:
//	id, err := server.Create("admin", "Contact", map[string]any{
//		"firstName": "Ada", "lastName": "King", "emailAddress": "ada@king.example",
//	})
//	now = now.Add(time.Second)
//	err = server.Update("admin", "Contact", id, map[string]any{"description": "met in May"})
//
//	// The next create is done, its answer is lost:
//	server.Fail(func(r *espotest.Request) *espotest.Fault {
//		if r.Method == "POST" && r.Path == "Contact" {
//			return &espotest.Fault{Drop: true}
//		}
//		return nil
//	})
//	truth := server.All("Contact")
//
// The model knows accounts, contacts, leads, opportunities, cases, tasks,
// meetings, calls, knowledge base articles, posts, files, users, teams and the
// history of actions; campaigns, target lists, e-mails and labels it does not.
// Two requests never run at once in it, so races between requests do not
// happen; late and torn writes are made with Fault or Slow.
package espotest
