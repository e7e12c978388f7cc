// Before anything is drawn: pages hide what only browsers without scripts need.
document.documentElement.classList.add("js");
