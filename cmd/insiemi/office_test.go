package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/workflow"
)

// A real installation begins with an office, its administrator and what offices
// usually ask for; what is wrong is told all together, and changes nothing.
func TestOffice(t *testing.T) {
	address := storagetest.URL(t)
	settingsFor(t, address)
	db, err := storage.Open(t.Context(), address, 2)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	office := func(args ...string) (int, string) {
		var out bytes.Buffer
		code := run(t.Context(), append([]string{"office"}, args...), &out, &out)
		return code, out.String()
	}
	code, said := office("--code", "rimini", "--name", "Prefettura di Rimini", "--tax-code", "9104411040", "--office-code", "RN", "--admin-name", "Anna Prova", "--admin-email", "anna")
	if code == 0 || !strings.Contains(said, "was not made") || !strings.Contains(said, "tax code") || !strings.Contains(said, "anna") {
		t.Errorf("exit code %d: %s", code, said)
	}
	good := []string{"--code", "rimini", "--name", "Prefettura di Rimini", "--tax-code", "91044110400", "--office-code", "RNPF26", "--pec", "a@pec.example",
		"--email", "a@insiemi.example", "--calendar", "rimini", "--admin-name", "Anna Prova", "--admin-email", "anna@insiemi.example"}
	if code, said := office(good...); code != 0 {
		t.Fatalf("exit code %d: %s", code, said)
	}
	if code, said := office(good...); code == 0 || !strings.Contains(said, "was not made") {
		t.Errorf("the same office again: exit code %d: %s", code, said)
	}
	whatIsThere(t, db)
}

func whatIsThere(t *testing.T, db *storage.DB) {
	t.Helper()
	err := db.Read(t.Context(), storage.System(), func(r *storage.Reader) error { return look(t, r) })
	if err != nil {
		t.Fatal(err)
	}
}

func look(t *testing.T, r *storage.Reader) error {
	ctx := context.Background()
	offices, err := r.Offices(ctx)
	if err != nil || len(offices) != 1 || offices[0].Calendar != "rimini" {
		t.Errorf("offices %+v", offices)
		return err
	}
	requirements, err := r.Requirements(ctx)
	if err != nil {
		return err
	}
	if defaults, err := workflow.DefaultRequirements(); err != nil || len(requirements) != len(defaults) {
		t.Errorf("%d requirements of %d, %v", len(requirements), len(defaults), err)
	}
	if _, _, err := r.Definition(ctx, offices[0].ID, workflow.FallbackDefinition); err != nil {
		t.Errorf("no definition: %v", err)
	}
	admins, err := r.People(ctx, offices[0].ID, 0, reception.Administrator)
	if err != nil || len(admins) != 1 || admins[0].Email != "anna@insiemi.example" {
		t.Errorf("administrators %+v", admins)
	}
	waiting, err := r.WaitingJobs(ctx)
	if waiting < 1 {
		t.Error("no invitation waits to be sent")
	}
	return err
}
