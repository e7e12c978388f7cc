// Package deploy_test keeps the files of this folder true: each setting that
// they name is one that the product reads, and each command one that it has.
package deploy_test

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/insiemi/insiemi/deploy/stack"
)

// compose is what matters here of a compose file.
type compose struct {
	Services map[string]service `yaml:"services"`
	Volumes  map[string]any     `yaml:"volumes"`
}

type service struct {
	Image       string            `yaml:"image"`
	Command     []string          `yaml:"command"`
	Environment map[string]string `yaml:"environment"`
	Ports       []string          `yaml:"ports"`
	Volumes     []string          `yaml:"volumes"`
	Healthcheck *struct {
		Test []string `yaml:"test"`
	} `yaml:"healthcheck"`
	DependsOn map[string]struct {
		Condition string `yaml:"condition"`
	} `yaml:"depends_on"`
	Build *struct {
		Dockerfile string `yaml:"dockerfile"`
		Target     string `yaml:"target"`
	} `yaml:"build"`
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func parseCompose(t *testing.T) compose {
	t.Helper()
	var c compose
	if err := yaml.Unmarshal([]byte(read(t, "compose.yaml")), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// names returns what the first group of a pattern matches in Go files of the
// product's command.
func names(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob("../cmd/insiemi/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no sources of the command: %v", err)
	}
	var found []string
	for _, f := range files {
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(read(t, f), -1) {
			found = append(found, m[1])
		}
	}
	if len(found) == 0 {
		t.Fatalf("%s matches nothing: the sources changed their shape", pattern)
	}
	return found
}

func settings(t *testing.T) []string { return names(t, `name: "(INSIEMI_[A-Z0-9_]+)"`) }
func commands(t *testing.T) []string { return names(t, `name: "([a-z-]+)", help`) }

func TestComposeNamesOnlySettingsThatTheProductReads(t *testing.T) {
	known := settings(t)
	for name, s := range parseCompose(t).Services {
		for _, v := range slices.Sorted(maps.Keys(s.Environment)) {
			if strings.HasPrefix(v, "INSIEMI_") && !slices.Contains(known, v) {
				t.Errorf("service %s sets %s, which nothing reads", name, v)
			}
		}
	}
}

func TestComposeGivesTheProductEverySettingItNeeds(t *testing.T) {
	needed := names(t, `name: "(INSIEMI_[A-Z0-9_]+)", needed: true`)
	c := parseCompose(t)
	for _, name := range []string{"serve", "work", "migrate"} {
		for _, v := range needed {
			if c.Services[name].Environment[v] == "" {
				t.Errorf("service %s lacks %s", name, v)
			}
		}
	}
}

func TestComposeIsWhole(t *testing.T) {
	c := parseCompose(t)
	known := commands(t)
	for name, s := range c.Services {
		if s.Image == "" {
			t.Errorf("service %s has no image", name)
		}
		if s.Image == "insiemi" && (len(s.Command) != 1 || !slices.Contains(known, s.Command[0])) {
			t.Errorf("service %s runs %v, which is no command", name, s.Command)
		}
		if s.Build != nil && !strings.Contains(read(t, "Dockerfile"), " AS "+s.Build.Target+"\n") {
			t.Errorf("service %s is built to %q, which the Dockerfile has not", name, s.Build.Target)
		}
		for other, d := range s.DependsOn {
			o, ok := c.Services[other]
			if !ok || (d.Condition == "service_healthy" && o.Healthcheck == nil) {
				t.Errorf("service %s waits for the health of %s, which tells none", name, other)
			}
		}
		for _, v := range s.Volumes {
			source, _, _ := strings.Cut(v, ":")
			if strings.HasPrefix(source, "./") {
				if _, err := os.Stat(source); err != nil {
					t.Error(err)
				}
			} else if _, ok := c.Volumes[source]; !ok {
				t.Errorf("service %s uses the volume %s, which is not declared", name, source)
			}
		}
		for _, p := range s.Ports {
			if !strings.HasPrefix(p, "127.0.0.1:") {
				t.Errorf("service %s is open to the network: %s", name, p)
			}
		}
	}
	queue := strings.Join(c.Services["redis"].Command, " ")
	for _, want := range []string{"--appendonly yes", "--maxmemory-policy noeviction", "--requirepass"} {
		if !strings.Contains(queue, want) {
			t.Errorf("Redis runs without %s", want)
		}
	}
}

func TestThePrivateStackNamesOnlySettingsThatTheProductReads(t *testing.T) {
	known := settings(t)
	for _, kv := range (stack.Access{}).Env() {
		if name, _, _ := strings.Cut(kv, "="); !slices.Contains(known, name) {
			t.Errorf("%s is read by nothing", name)
		}
	}
}

func TestUnitsRunCommandsWithinLimits(t *testing.T) {
	units, err := filepath.Glob("systemd/*.service")
	if err != nil || len(units) != 3 {
		t.Fatalf("%v, %v", units, err)
	}
	known := commands(t)
	for _, u := range units {
		text := read(t, u)
		for _, m := range regexp.MustCompile(`(?m)^Exec\w+=/opt/insiemi/bin/insiemi (\S+)`).FindAllStringSubmatch(text, -1) {
			if !slices.Contains(known, m[1]) {
				t.Errorf("%s runs %q, which is no command", u, m[1])
			}
		}
		for _, want := range []string{"\nExecStart=", "\nMemoryMax=", "\nTasksMax=", "\nUser=insiemi\n", "\nNoNewPrivileges=yes\n", "\n[Install]\n"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %q", u, strings.TrimSpace(want))
			}
		}
	}
}

func TestScriptsAreValidPOSIXShell(t *testing.T) {
	for _, script := range []string{"bootstrap.sh", "clean-data.sh", "postgres-init.sh", "../.ci/run"} {
		if out, err := exec.Command("sh", "-n", script).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", script, err, out)
		}
		if info, err := os.Stat(script); err != nil || info.Mode()&0o111 == 0 {
			t.Errorf("%s cannot be run: %v", script, err)
		}
	}
}
