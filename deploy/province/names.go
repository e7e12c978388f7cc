package province

import (
	"fmt"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// All names below are invented combinations of common words and given names.

// bodyKind is a row of the table of managing bodies; centres is its share.
type bodyKind struct {
	name, form, slug string
	vat              reception.VATProfile
	centres          int
	hotel            bool
}

const (
	socialCoop  = "Società cooperativa sociale"
	consortium  = "Consorzio di cooperative sociali"
	foundation  = "Fondazione"
	volunteers  = "Organizzazione di volontariato"
	church      = "Ente ecclesiastico civilmente riconosciuto"
	company     = "Società a responsabilità limitata"
	partnership = "Società in nome collettivo"
)

var bodyKinds = []bodyKind{
	{"La Marea Lenta Soc. Coop. Sociale", socialCoop, "lamarealenta", reception.VATReduced, 7, false},
	{"Passo Gentile Soc. Coop. Sociale", socialCoop, "passogentile", reception.VATReduced, 6, false},
	{"Albergo Conchiglia di Levante S.r.l.", company, "conchigliadilevante", reception.VATExempt, 2, true},
	{"Fondazione Lume sul Ponte", foundation, "lumesulponte", reception.VATExempt, 4, false},
	{"Consorzio Sociale Tre Rive", consortium, "trerive", reception.VATReduced, 8, false},
	{"Mani di Sabbia ODV", volunteers, "manidisabbia", reception.VATOutOfScope, 2, false},
	{"Vento di Garbino Soc. Coop. Sociale", socialCoop, "ventodigarbino", reception.VATReduced, 5, false},
	{"Opera Santa Colomba al Colle", church, "santacolombaalcolle", reception.VATExempt, 3, false},
	{"L'Orto dei Mestieri Soc. Coop. Sociale", socialCoop, "ortodeimestieri", reception.VATReduced, 5, false},
	{"Hotel Tamerici di Galvani e Fabbri S.n.c.", partnership, "hoteltamericigalvani", reception.VATExempt, 1, true},
	{"Radici e Rotte Soc. Coop. Sociale", socialCoop, "radicierotte", reception.VATReduced, 6, false},
	{"Nuovi Vicini del Conca Soc. Coop. Sociale", socialCoop, "nuovivicinidelconca", reception.VATReduced, 4, false},
	{"Portolume ODV", volunteers, "portolume", reception.VATOutOfScope, 1, false},
	{"Domus di Ponente S.r.l.", company, "domusdiponente", reception.VATExempt, 3, true},
}

var otherBodyKinds = []bodyKind{
	{"Terra e Melograno Soc. Coop. Sociale", socialCoop, "terraemelograno", reception.VATReduced, 3, false},
	{"Fondazione Casa del Bidente", foundation, "casadelbidente", reception.VATExempt, 2, false},
	{"Il Sentiero dei Gelsi Soc. Coop. Sociale", socialCoop, "sentierodeigelsi", reception.VATReduced, 1, false},
}

// town is a municipality with its postcode.
type town struct{ name, cap string }

var riminiTowns = []town{
	{"Rimini", "47921"}, {"Rimini", "47922"}, {"Rimini", "47923"}, {"Rimini", "47924"},
	{"Riccione", "47838"}, {"Cattolica", "47841"}, {"Bellaria-Igea Marina", "47814"},
	{"Santarcangelo di Romagna", "47822"}, {"Verucchio", "47826"}, {"Coriano", "47853"},
	{"Misano Adriatico", "47843"}, {"San Giovanni in Marignano", "47842"},
	{"Morciano di Romagna", "47833"}, {"Novafeltria", "47863"}, {"Poggio Torriana", "47824"},
}

var otherTowns = []town{
	{"Forlì", "47121"}, {"Forlì", "47122"}, {"Cesena", "47521"}, {"Cesena", "47522"},
	{"Meldola", "47014"}, {"Savignano sul Rubicone", "47039"}, {"Bertinoro", "47032"},
}

var streets = []string{
	"Via dei Gelsomini", "Via delle Tamerici", "Via del Mirto", "Via dei Ginepri", "Via della Bilancella",
	"Via del Trabaccolo", "Via della Vela al Terzo", "Via dei Vasai", "Via delle Paranze", "Via del Maestrale",
	"Via dei Cordai", "Via della Ginestra", "Via del Fosso Vecchio", "Via dei Carpentieri", "Via delle Saline Nuove",
	"Via dell'Orzaiolo", "Via del Sorbo", "Via dei Falegnami", "Via della Lanterna", "Via dell'Approdo",
}

var centreNames = []string{
	"Gelsomino", "Tamerice", "Mirto", "Ginepro", "Bilancella", "Trabaccolo", "Vela", "Vasaio", "Paranza",
	"Maestrale", "Cordaio", "Ginestra", "Fosso Vecchio", "Carpentiere", "Salina", "Orzaiolo", "Sorbo",
	"Lanterna", "Approdo", "Libeccio", "Corbezzolo", "Alloro", "Rosmarino", "Finocchietto", "Garbino",
}

var italianSurnames = []string{
	"Galvani", "Fabbri", "Zamagni", "Semprini", "Bianchini", "Pari", "Muccioli", "Ugolini", "Cecchini",
	"Tosi", "Casadei", "Ricci", "Serafini", "Morri", "Bernardi", "Vandi", "Gori", "Lazzarini", "Amati", "Tonti",
}

var italianWomen = []string{"Chiara", "Elisa", "Paola", "Federica", "Marta", "Giulia", "Silvia", "Lucia", "Monica", "Anna"}
var italianMen = []string{"Marco", "Andrea", "Davide", "Luca", "Stefano", "Paolo", "Matteo", "Fabio", "Enrico", "Simone"}

// origin is a country of guests with common given names and surnames.
type origin struct {
	country              string
	weight               int
	men, women, surnames []string
}

var origins = []origin{
	{"Nigeria", 9, []string{"Osas", "Emeka", "Sunday", "Chidi", "Tunde", "Efe"}, []string{"Blessing", "Joy", "Amaka", "Ngozi", "Faith"}, []string{"Osaro", "Okafor", "Eze", "Balogun", "Adeyemi", "Nwosu", "Igbinedion"}},
	{"Mali", 8, []string{"Amadou", "Ibrahima", "Seydou", "Moussa", "Bakary"}, []string{"Aminata", "Fatoumata", "Mariam"}, []string{"Traoré", "Coulibaly", "Keita", "Diarra", "Sissoko", "Konaté"}},
	{"Gambia", 7, []string{"Lamin", "Ebrima", "Modou", "Alieu", "Buba"}, []string{"Isatou", "Fatou"}, []string{"Ceesay", "Jallow", "Touray", "Sanneh", "Jammeh", "Darboe"}},
	{"Senegal", 5, []string{"Cheikh", "Mamadou", "Pape", "Abdou", "Ousmane"}, []string{"Awa", "Khady", "Ndeye"}, []string{"Ndiaye", "Diop", "Faye", "Sarr", "Gueye", "Mbaye"}},
	{"Guinea", 7, []string{"Alpha", "Mamadou Saliou", "Thierno", "Abdoulaye"}, []string{"Kadiatou", "Mariama"}, []string{"Diallo", "Barry", "Bah", "Sow", "Camara", "Condé"}},
	{"Costa d'Avorio", 6, []string{"Yao", "Kouassi", "Adama", "Serge"}, []string{"Aya", "Affoué", "Mariame"}, []string{"Kouamé", "Koné", "Ouattara", "Bamba", "N'Guessan", "Touré"}},
	{"Pakistan", 12, []string{"Muhammad Usman", "Ali Raza", "Imran", "Zeeshan", "Waqas"}, []string{"Ayesha", "Sana"}, []string{"Khan", "Hussain", "Iqbal", "Mehmood", "Akhtar", "Shahzad"}},
	{"Bangladesh", 14, []string{"Md Rakib", "Shafiqul", "Jahangir", "Sohel", "Mizanur"}, []string{"Nasrin", "Shirin"}, []string{"Hossain", "Islam", "Miah", "Uddin", "Sarkar", "Rahman"}},
	{"Afghanistan", 5, []string{"Ahmad Zia", "Noorullah", "Farhad", "Jawad"}, []string{"Zahra", "Parwana", "Laila"}, []string{"Rahimi", "Ahmadzai", "Noori", "Stanikzai", "Hotak"}},
	{"Egitto", 8, []string{"Mahmoud", "Karim", "Mostafa", "Youssef"}, []string{"Heba", "Mona"}, []string{"El Sayed", "Hassanin", "Abdelaziz", "Ghonim", "Shehata"}},
	{"Tunisia", 6, []string{"Aymen", "Walid", "Bilel", "Nizar"}, []string{"Ines", "Rim"}, []string{"Trabelsi", "Gharbi", "Mejri", "Jaziri", "Ayari"}},
	{"Ucraina", 9, []string{"Oleksandr", "Andrii", "Maksym"}, []string{"Oksana", "Iryna", "Kateryna", "Nataliia", "Olena"}, []string{"Kovalenko", "Shevchuk", "Bondarenko", "Tkachuk", "Melnyk", "Polishchuk"}},
	{"Perù", 3, []string{"José Luis", "Julio", "César"}, []string{"María Elena", "Rosa", "Milagros"}, []string{"Quispe", "Huamán", "Flores", "Mamani", "Núñez"}},
	{"Georgia", 3, []string{"Giorgi", "Davit", "Levan"}, []string{"Nino", "Ketevan"}, []string{"Beridze", "Kapanadze", "Gelashvili", "Lomidze"}},
	{"Siria", 4, []string{"Omar", "Khaled", "Nabil"}, []string{"Rasha", "Hanan", "Lina"}, []string{"Al Hamwi", "Darwish", "Haddad", "Kassab"}},
	{"Somalia", 3, []string{"Abdirahman", "Mohamed Ali", "Yusuf"}, []string{"Hodan", "Ifrah"}, []string{"Warsame", "Abdi", "Farah", "Jama"}},
	{"Eritrea", 3, []string{"Filmon", "Yonas", "Tesfay"}, []string{"Selam", "Helen"}, []string{"Tekle", "Haile", "Ghebre", "Kidane"}},
	{"Camerun", 3, []string{"Jean-Paul", "Hervé", "Cédric"}, []string{"Solange", "Édith"}, []string{"Ngono", "Mbarga", "Tchoumi", "Fotso"}},
}

var origins100 = func() []int {
	var out []int
	for i, o := range origins {
		for range o.weight {
			out = append(out, i)
		}
	}
	return out
}()

// italianMonths are the names of months, in small letters.
var italianMonths = []string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}

func monthName(m time.Month) string { return italianMonths[m-1] }

// inWords is a date as Italian acts write it: 1° ottobre 2026.
func inWords(d calendar.Date) string {
	day := fmt.Sprint(d.Day())
	if d.Day() == 1 {
		day = "1°"
	}
	return fmt.Sprintf("%s %s %d", day, monthName(d.Month()), d.Year())
}
