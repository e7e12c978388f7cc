package web

import (
	"fmt"
	"strconv"

	"github.com/insiemi/insiemi/storage"
)

// rowNames is what people call that which a field names by its id or key: by the
// field, then by the value.
type rowNames map[string]map[string]string

// of is the name for a value; "" for none, and what is not known stays.
func (n rowNames) of(field, value string) string {
	if value == "0" {
		return ""
	}
	if name, ok := n[field][value]; ok {
		return name
	}
	return value
}

// rowNames reads the names of what fields of the registry lead to.
func (s *site) rowNames(v *visit) (rowNames, error) {
	bodies, centres, agreements, iters := map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}
	for _, d := range v.definitions() {
		iters[d.Value] = d.Text
	}
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) error {
		bs, err := r.Bodies(v.r.Context())
		if err != nil {
			return err
		}
		for _, b := range bs {
			bodies[strconv.FormatInt(int64(b.ID), 10)] = b.Code + " " + b.Name
		}
		cs, err := r.Centres(v.r.Context(), 0)
		if err != nil {
			return err
		}
		for _, c := range cs {
			centres[strconv.FormatInt(int64(c.ID), 10)] = c.Code + " " + c.Name
		}
		as, err := r.Agreements(v.r.Context(), 0)
		for _, a := range as {
			agreements[strconv.FormatInt(int64(a.ID), 10)] = v.t("cig", a.CIG)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("names of the registry: %w", err)
	}
	return rowNames{"body_id": bodies, "centre_id": centres, "agreement_id": agreements, "framework_id": agreements, "definition": iters}, nil
}
