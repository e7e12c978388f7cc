package storage_test

import (
	"os"
	"testing"

	"github.com/insiemi/insiemi/deploy/stack/stacktest"
)

func TestMain(m *testing.M) { os.Exit(stacktest.Main(m)) }
