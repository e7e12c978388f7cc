#!/bin/sh
# Run once by the image postgres when its data folder is new: makes the role and
# the database of the product. The role is no superuser: row level security
# must bind it.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$DATABASE_PASSWORD" -U "${POSTGRES_USER:-postgres}" <<'SQL'
create role insiemi login nosuperuser nocreatedb nocreaterole nobypassrls password :'password';
create database insiemi owner insiemi;
SQL
