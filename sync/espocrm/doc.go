// Package espocrm keeps Satchel's records in an EspoCRM server, version 9 or later, by its REST interface.
//
// # What is kept where
//
// Accounts are organisations, contacts and leads are themselves, opportunities are deals, cases are tickets, and calls, meetings and
// tasks are feeds of our activities; users and articles are read only. Posts in streams are notes, or internal notes of tickets; see
// post.go. The table in objects.go says which field is kept in which attribute; whatever is not in it (tags, next steps, outside ids,
// letters, the conversation of a ticket) stays here. A role is no type there but a link of a contact to an account; see roles.go. The
// server's words for states are in names.go. Some of ours have no match of their own there: a qualified lead is sent as "In Process", a solved
// ticket as "Closed", a request as a question, a visit as a meeting. They come back as the nearest word and, since values are
// compared in the form of [Provider.Canon], ours stays. An administrator who adds "Qualified" to the server's list makes it exact.
// A word that is not in a list of the server, such as an own industry, stays here. The moment at which a deal or ticket was closed
// is not kept there: for what others closed, the close date or the last change stands for it.
//
// # Addresses and numbers
//
// Lists show only the primary e-mail address and number; all of them are in a record read singly. A list says so in
// [remote.Record.Partial], and the engine reads such records singly: at once what changed, little by little what a first load brought.
// An edit replaces the list, except for the flags of its entries.
//
// # Requests
//
// Every create and update is followed by a read, since the answers of both are not the truth. An update of addresses, numbers, links
// of an activity, or of half of a pair (an amount without its currency, a start without a length) needs the record first; a record
// that was read by the call before is taken as it is. A list of changes costs one more request for each changed organisation,
// contact or lead. A redirect to another host is refused.
//
// # What the server demands
//
// A deal needs an amount and a date of closing: it is sent with 0 and with the last day of the month. Tasks, calls and meetings get
// our user as their owner if they have none. Calls and meetings need a time, and get the time of sending; without a length a call
// takes five minutes and a meeting an hour. What was filled in comes back at once and is seen. Where a role lets the user see only
// its own or its team's records, every new record without an owner is given to us, or it would be out of sight at once.
//
// # Lost answers
//
// The server takes no ids and no repeated creates. An administrator can make a field "externalUid" of kind Varchar for each type; it
// is then called cExternalUid, and a create whose answer was lost is found by it. Without it [Provider.Find] asks for the records
// that our user made at that time and compares. Posts can never have the field.
package espocrm
