package docs_test

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
)

// publiccode is what version 0.5 of the standard asks of publiccode.yml, and
// what we use of the rest. A key that is not here is refused.
type publiccode struct {
	Version          string   `yaml:"publiccodeYmlVersion"`
	Name             string   `yaml:"name"`
	URL              string   `yaml:"url"`
	LandingURL       string   `yaml:"landingURL"`
	SoftwareVersion  string   `yaml:"softwareVersion"`
	ReleaseDate      string   `yaml:"releaseDate"`
	Status           string   `yaml:"developmentStatus"`
	SoftwareType     string   `yaml:"softwareType"`
	Platforms        []string `yaml:"platforms"`
	Categories       []string `yaml:"categories"`
	IntendedAudience struct {
		Scope     []string `yaml:"scope"`
		Countries []string `yaml:"countries"`
	} `yaml:"intendedAudience"`
	Description map[string]publicText `yaml:"description"`
	Legal       struct {
		License string `yaml:"license"`
	} `yaml:"legal"`
	Maintenance struct {
		Type     string `yaml:"type"`
		Contacts []struct {
			Name  string `yaml:"name"`
			Email string `yaml:"email"`
		} `yaml:"contacts"`
	} `yaml:"maintenance"`
	Localisation struct {
		Ready     *bool    `yaml:"localisationReady"`
		Languages []string `yaml:"availableLanguages"`
	} `yaml:"localisation"`
	DependsOn struct {
		Open []struct {
			Name       string `yaml:"name"`
			VersionMin string `yaml:"versionMin"`
			Optional   bool   `yaml:"optional"`
		} `yaml:"open"`
	} `yaml:"dependsOn"`
	IT struct {
		Version     string          `yaml:"countryExtensionVersion"`
		Piattaforme map[string]bool `yaml:"piattaforme"`
	} `yaml:"IT"`
}

// publicText is the description in one language.
type publicText struct {
	GenericName string   `yaml:"genericName"`
	Short       string   `yaml:"shortDescription"`
	Long        string   `yaml:"longDescription"`
	Features    []string `yaml:"features"`
	Screenshots []string `yaml:"screenshots"`
}

func readPubliccode(text string) (p publiccode, err error) {
	return p, yaml.UnmarshalWithOptions([]byte(text), &p, yaml.Strict())
}

// The catalogue of public software can read publiccode.yml, and what it says of
// version, licence and languages is so.
func TestPubliccodeIsValid(t *testing.T) {
	p, err := readPubliccode(read(t, "publiccode.yml"))
	if err != nil {
		t.Fatal(err)
	}
	problems := append(p.header(), p.texts()...)
	problems = append(problems, p.care()...)
	if v := version(t); p.SoftwareVersion != v {
		problems = append(problems, fmt.Sprintf("softwareVersion is %q, the program is %q", p.SoftwareVersion, v))
	}
	for lang, d := range p.Description {
		for _, s := range d.Screenshots {
			if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(s))); err != nil {
				problems = append(problems, fmt.Sprintf("description.%s.screenshots: %s is not there", lang, s))
			}
		}
	}
	for _, x := range problems {
		t.Errorf("publiccode.yml: %s", x)
	}
}

// LICENSE is the whole text of the licence that publiccode.yml names.
func TestTheLicenceIsWhole(t *testing.T) {
	text := read(t, "LICENSE")
	if !strings.HasPrefix(strings.TrimSpace(text), "EUROPEAN UNION PUBLIC LICENCE v. 1.2") {
		t.Error("LICENSE is not the text of the EUPL-1.2")
	}
	for article := 1; article <= 15; article++ {
		if !regexp.MustCompile(fmt.Sprintf(`(?m)^%d\.[A-Z]`, article)).MatchString(text) {
			t.Errorf("LICENSE has no article %d", article)
		}
	}
	if !strings.Contains(text, "Appendix") {
		t.Error("LICENSE has no appendix")
	}
}

// version returns the program's version.
func version(t *testing.T) string {
	t.Helper()
	m := regexp.MustCompile(`(?m)^var Version = "([^"]+)"`).FindStringSubmatch(read(t, "cmd/insiemi/main.go"))
	if m == nil {
		t.Fatal("cmd/insiemi/main.go has no var Version: publiccode.yml is compared with it")
	}
	return m[1]
}

// header checks the keys about the software as such.
func (p publiccode) header() (problems []string) {
	want := func(ok bool, format string, args ...any) {
		if !ok {
			problems = append(problems, fmt.Sprintf(format, args...))
		}
	}
	want(p.Version == "0.5", "publiccodeYmlVersion is %q, this test knows 0.5", p.Version)
	want(p.Name != "", "name is missing")
	for _, address := range []string{p.URL, p.LandingURL} {
		u, err := url.Parse(address)
		want(err == nil && u.Scheme == "https" && u.Host != "", "url and landingURL: %q is no https address", address)
	}
	want(p.ReleaseDate == "" || regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`).MatchString(p.ReleaseDate), "releaseDate %q: write 2026-12-31", p.ReleaseDate)
	want(slices.Contains([]string{"concept", "development", "beta", "stable", "obsolete"}, p.Status), "developmentStatus %q is not known", p.Status)
	want(slices.Contains([]string{"standalone/web", "standalone/backend", "standalone/other"}, p.SoftwareType), "softwareType %q is not known", p.SoftwareType)
	want(len(p.Platforms) > 0, "platforms is empty")
	for _, c := range p.Categories {
		known := []string{"document-management", "workflow-management", "billing-and-invoicing", "compliance-management",
			"business-process-management", "procurement", "task-management", "data-collection", "content-management"}
		want(slices.Contains(known, c), "category %q is not among those of the standard that fit: %s", c, strings.Join(known, ", "))
	}
	return problems
}

// texts checks the descriptions, in the lengths that the standard allows.
func (p publiccode) texts() (problems []string) {
	for _, lang := range []string{"it", "en"} {
		if _, ok := p.Description[lang]; !ok {
			problems = append(problems, "description."+lang+" is missing")
		}
	}
	between := func(key, text string, least, most int) {
		if n := utf8.RuneCountInString(text); n < least || n > most {
			problems = append(problems, fmt.Sprintf("%s has %d characters, want %d to %d", key, n, least, most))
		}
	}
	for lang, d := range p.Description {
		between("description."+lang+".genericName", d.GenericName, 1, 35)
		between("description."+lang+".shortDescription", d.Short, 1, 150)
		between("description."+lang+".longDescription", d.Long, 150, 10000)
		if len(d.Features) == 0 {
			problems = append(problems, "description."+lang+".features is empty")
		}
	}
	return problems
}

// care checks licence, maintenance and languages.
func (p publiccode) care() (problems []string) {
	if p.Legal.License != "EUPL-1.2" {
		problems = append(problems, fmt.Sprintf("legal.license is %q, LICENSE is the EUPL-1.2", p.Legal.License))
	}
	if !slices.Contains([]string{"internal", "community"}, p.Maintenance.Type) || len(p.Maintenance.Contacts) == 0 || p.Maintenance.Contacts[0].Name == "" {
		problems = append(problems, "maintenance needs a type (internal, community) and a contact with a name")
	}
	if p.Localisation.Ready == nil {
		problems = append(problems, "localisation.localisationReady is missing")
	}
	if !slices.Equal(p.Localisation.Languages, []string{"it", "en"}) {
		problems = append(problems, fmt.Sprintf("localisation.availableLanguages is %q, the screens are in it and en", p.Localisation.Languages))
	}
	return problems
}

// The checks find what is wrong.
func TestPubliccodeProblemsAreFound(t *testing.T) {
	t.Parallel()
	p, err := readPubliccode("publiccodeYmlVersion: \"0.3\"\ndevelopmentStatus: ready\ncategories: [x]\ndescription:\n  it:\n    shortDescription: \"" +
		strings.Repeat("à", 151) + "\"\n    longDescription: short\n")
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(slices.Concat(p.header(), p.texts(), p.care()), "\n")
	for _, want := range []string{"publiccodeYmlVersion", "name is", "no https", "developmentStatus", "softwareType", "platforms", "category", "description.en",
		"shortDescription has 151", "longDescription has 5", "features", "legal.license", "maintenance", "localisationReady", "availableLanguages"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not told; told are:\n%s", want, all)
		}
	}
	if _, err := readPubliccode("unknown: 1\n"); err == nil {
		t.Error("an unknown key is accepted")
	}
}
