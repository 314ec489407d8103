package espotest

import (
	"maps"
	"strconv"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func defaultSettings() map[string]any {
	return map[string]any{
		"version": Version, "applicationName": "EspoCRM", "recordListMaxSizeLimit": 200.0, "recordsPerPage": 20.0,
		"currencyList": []any{"USD", "EUR"}, "defaultCurrency": "USD", "baseCurrency": "USD", "currencyDecimalPlaces": 2.0,
		"currencyRates": map[string]any{"USD": 1.0}, "timeZone": "UTC", "dateFormat": "YYYY-MM-DD", "timeFormat": "HH:mm",
		"weekStart": 1.0, "language": "en_US", "personNameFormat": "firstLast", "addressFormat": 1.0,
		"phoneNumberInternational": true, "phoneNumberNumericSearch": true, "phoneNumberExtensions": false,
		"phoneNumberPreferredCountryList": []any{"us", "de"}, "phoneNumberMaxCount": 10.0, "emailAddressMaxCount": 10.0,
		"attachmentUploadMaxSize": 256.0, "attachmentUploadChunkSize": 4.0, "b2cMode": false, "useWebSocket": false,
		"aclAllowDeleteCreated": false,
	}
}

func (s *Server) settingsAnswer() map[string]any {
	out := maps.Clone(s.settings)
	now := float64(s.now().UnixMicro()) / 1e6
	out["cacheTimestamp"], out["appTimestamp"] = s.changed.Unix(), s.started.Unix()
	out["microtime"], out["microtimeState"] = now, now
	return out
}

// appRoute serves the first call after a login, and the logout.
func appRoute(s *Server, u *user, r *Request, parts []string) (any, *failure) {
	switch {
	case r.Method == "GET" && len(parts) == 2 && parts[1] == "user":
		return s.appUser(u, r), nil
	case r.Method == "POST" && len(parts) == 2 && parts[1] == "destroyAuthToken":
		body, f := r.object()
		if f != nil {
			return nil, f
		}
		if token := asText(body["token"]); s.tokens[token] == u.id {
			delete(s.tokens, token)
		}
		return true, nil
	}
	return nil, fail(404, "Action "+r.Method+" does not exist in controller 'App'.")
}

func (s *Server) appUser(u *user, r *Request) map[string]any {
	own := s.whole(u, s.types["User"], s.tables["User"].rows[u.id])
	for _, name := range []string{
		"emailAddressData", "phoneNumberData", "rolesIds", "rolesNames", "portalsIds", "portalsNames", "portalRolesIds",
		"portalRolesNames", "accountsIds", "accountsNames", "lastAccess", "workingTimeCalendarName",
	} {
		delete(own, name)
	}
	own["ipAddress"] = s.client
	for _, name := range []string{"emailAddressList", "userEmailAddressList", "excludeFromReplyEmailAddressList"} {
		own[name] = []any{}
	}
	return map[string]any{
		"user": own, "acl": u.acl(), "token": s.login(u, r), "language": s.settings["language"],
		"appParams": map[string]any{"maxUploadSize": 50}, "settings": s.settingsAnswer(), "preferences": map[string]any{},
	}
}

// acl is the table of rights as the first call shows it.
func (u *user) acl() map[string]any {
	types := map[string]any{}
	out := map[string]any{"table": types}
	if u.admin() {
		for _, name := range businessTypes {
			types[name] = map[string]any{"create": "yes", "read": "all", "edit": "all", "delete": "all", "stream": "all"}
		}
		return out
	}
	if u.role == nil {
		return out
	}
	for name := range u.role.Access {
		levels := map[string]any{}
		for _, action := range []string{"create", "read", "edit", "delete", "stream"} {
			levels[action] = u.level(name, action)
		}
		if levels["read"] == "no" && levels["create"] == "no" {
			types[name] = false
			continue
		}
		types[name] = levels
	}
	for name, value := range u.role.Permissions {
		out[name] = value
	}
	for name, value := range u.role.Extra {
		if inner, both := value.(map[string]any); both && name == "table" {
			maps.Copy(types, inner)
			continue
		}
		out[name] = value
	}
	return out
}
