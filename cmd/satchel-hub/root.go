package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"satchel/hub"
)

// run carries out one command and returns the exit code.
func run(ctx context.Context, args []string, out, messages io.Writer) int {
	root := &cobra.Command{
		Use: "satchel-hub", Short: "The team server of Satchel",
		Long:         "A small team shares its records with this server. Start it, add a user for everybody, and connect Satchel to its address.",
		SilenceUsage: true, SilenceErrors: true,
	}
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(messages)
	dir := root.PersistentFlags().String("dir", "satchel-hub-data", "folder of the hub's data")
	with := func(do func(*hub.Hub) error) (err error) {
		h, err := hub.Open(*dir)
		if err != nil {
			return err
		}
		defer func() {
			if failed := h.Close(); err == nil {
				err = failed
			}
		}()
		return do(h)
	}
	root.AddCommand(serve(with), user(with), sees(with), backup(with), restore(dir), export(with))
	if err := root.ExecuteContext(ctx); err != nil {
		fmt.Fprintln(messages, "satchel-hub:", err)
		return 1
	}
	return 0
}

// opened runs something on the hub of the folder.
type opened func(do func(*hub.Hub) error) error

func serve(with opened) *cobra.Command {
	c := &cobra.Command{Use: "serve", Short: "Answer Satchel's requests until stopped", Args: cobra.NoArgs}
	var at hub.Entrance
	c.Flags().StringVar(&at.Address, "http", "127.0.0.1:8090", "address to listen at; port 0 takes a free one")
	c.Flags().StringSliceVar(&at.Domains, "https", nil, "domain name to get a certificate for (Let's Encrypt); listens at port 443")
	c.Flags().BoolVar(&at.Proxied, "trust-proxy", false, "requests come through a proxy that names their senders in X-Forwarded-For")
	c.RunE = func(c *cobra.Command, _ []string) error {
		if len(at.Domains) > 0 && !c.Flags().Changed("http") {
			at.Address = ":443"
		}
		return with(func(h *hub.Hub) error {
			return h.Serve(c.Context(), at, func(address string) {
				url := "http://" + address
				if len(at.Domains) > 0 {
					url = "https://" + at.Domains[0]
				}
				fmt.Fprintf(c.OutOrStdout(), "The hub answers at %s\n", url)
			}, func(err error) { fmt.Fprintln(c.ErrOrStderr(), "satchel-hub:", err) })
		})
	}
	return c
}

func user(with opened) *cobra.Command {
	c := &cobra.Command{Use: "user", Short: "Who may sign in"}
	password := func(c *cobra.Command) *string {
		return c.Flags().String("password", "", "of at least 8 characters; without it one is made up and shown")
	}
	tell := func(c *cobra.Command, email, given, made string) {
		if given == "" {
			fmt.Fprintf(c.OutOrStdout(), "%s signs in with the password %s\n", email, made)
		}
	}

	add := &cobra.Command{Use: "add ADDRESS", Short: "Add a user, who signs in with an e-mail address", Args: cobra.ExactArgs(1)}
	u := hub.User{}
	add.Flags().StringVar(&u.Name, "name", "", "as colleagues see it")
	add.Flags().StringVar(&u.Role, "role", "member", strings.Join(hub.Roles(), ", "))
	add.Flags().StringVar(&u.Team, "team", "", "name of the team, where members see what their team has")
	first := password(add)
	add.RunE = func(c *cobra.Command, args []string) error {
		return with(func(h *hub.Hub) error {
			u.Email = args[0]
			made, err := h.AddUser(u, *first)
			if err == nil {
				tell(c, u.Email, *first, made)
			}
			return err
		})
	}

	reset := &cobra.Command{Use: "reset ADDRESS", Short: "Give a user another password; it is signed out everywhere", Args: cobra.ExactArgs(1)}
	other := password(reset)
	reset.RunE = func(c *cobra.Command, args []string) error {
		return with(func(h *hub.Hub) error {
			made, err := h.Reset(args[0], *other)
			if err == nil {
				tell(c, args[0], *other, made)
			}
			return err
		})
	}

	disable := &cobra.Command{Use: "disable ADDRESS", Short: "Switch a user off at once; its records stay", Args: cobra.ExactArgs(1)}
	disable.RunE = func(_ *cobra.Command, args []string) error {
		return with(func(h *hub.Hub) error { return h.Disable(args[0]) })
	}

	list := &cobra.Command{Use: "list", Short: "List all users", Args: cobra.NoArgs}
	list.RunE = func(c *cobra.Command, _ []string) error {
		return with(func(h *hub.Hub) error {
			all, err := h.Users()
			w := tabwriter.NewWriter(c.OutOrStdout(), 0, 4, 2, ' ', 0)
			for _, u := range all {
				state := ""
				if u.Disabled {
					state = "switched off"
				}
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", u.Email, u.Name, u.Role, u.Team, state)
			}
			if err == nil {
				err = w.Flush()
			}
			return err
		})
	}
	c.AddCommand(add, reset, disable, list)
	return c
}

func sees(with opened) *cobra.Command {
	return &cobra.Command{
		Use: "sees all|team|own", Short: "Say what members and viewers see; owners see everything", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return with(func(h *hub.Hub) error { return h.SetSees(args[0]) })
		},
	}
}

func backup(with opened) *cobra.Command {
	return &cobra.Command{
		Use: "backup FILE", Short: "Write everything into one new file and test it; the hub may be running", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return with(func(h *hub.Hub) error { return h.Backup(c.Context(), args[0]) })
		},
	}
}

func restore(dir *string) *cobra.Command {
	return &cobra.Command{
		Use: "restore FILE", Short: "Put a backup in the place of the hub's data, which are kept beside it; stop the hub first", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			kept, err := hub.Restore(*dir, args[0])
			if err == nil && kept != "" {
				fmt.Fprintf(c.OutOrStdout(), "What was there before is kept in %s\n", kept)
			}
			return err
		},
	}
}

func export(with opened) *cobra.Command {
	return &cobra.Command{
		Use: "export FOLDER", Short: "Write all records into a new folder, one JSON object a line", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return with(func(h *hub.Hub) error { return h.Export(args[0]) })
		},
	}
}
