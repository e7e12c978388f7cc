package main

import (
	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/web"
	"github.com/insiemi/insiemi/workflow"
)

// demoAccounts lists the accounts that the sign-in page offers; none unless the
// installation is a demonstration.
func demoAccounts(on bool) []web.DemoAccount {
	if !on {
		return nil
	}
	account := func(email, it, en string) web.DemoAccount {
		return web.DemoAccount{Email: email, Password: demoPassword, Role: workflow.Text{It: it, En: en}}
	}
	return []web.DemoAccount{
		account(province.OperatorEmail, "Operatore di un ente", "Operator of a body"),
		account(province.ReviewerEmail, "Istruttore della Prefettura", "Reviewer at the Prefecture"),
		account(province.HeadEmail, "Dirigente", "Head of office"),
		account(province.AdministratorEmail, "Amministratore", "Administrator"),
	}
}
