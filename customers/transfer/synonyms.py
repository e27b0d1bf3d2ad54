"""The names that other programs give to the columns of a customer list, and to states.

Written without spaces, accents and signs, as `columns.squeezed` leaves a header. Where
one name means different things in different files, `columns.py` decides.
"""

from __future__ import annotations

# Written in words; the first name is ours.
_WORDS: dict[str, str] = {
    "code": """code, customer code, customer no, customer nr, customer number,
        client code, client no, client number, kundennummer, kundennr,
        numero de cliente, numero client, klantnummer, codice cliente, customer key""",
    "customer_id": "customer id, client id",
    "external_id": """external id, id, uid, guid, uuid, account number, account no,
        account id, reference id, external reference, external ref, customer ref,
        customer reference, square customer id, shopify id, contact id, crm id""",
    "name": """name, full name, customer name, client name, customer, client,
        contact name, display name, file as, nombre completo, nombre y apellidos,
        nom complet, nome completo, naam""",
    "either_name": "nombre, nome",
    "last_or_full_name": "nom",
    "first_name": """first name, given name, forename, first, given, christian name,
        vorname, prenom, voornaam, imie, etunimi, fornamn, fornavn, jmeno""",
    "last_name": """last name, surname, family name, last, family, nachname,
        familienname, apellido, apellidos, cognome, sobrenome, apelido, achternaam,
        nazwisko, sukunimi, efternamn, efternavn, etternavn, prijmeni""",
    "company": """company, company name, organization, organisation,
        organization name, organisation name, organization 1 name, business name,
        firm, firma, empresa, societe, entreprise, azienda, bedrijf""",
    "phone": """phone, phone number, phone no, telephone, telephone number,
        telephone no, tel, tel no, mobile, mobile phone, mobile number, mobile no, cell,
        cell phone, cell number, contact number, contact phone, whatsapp, telefon,
        telefonnummer, handy, handynummer, mobil, mobilnummer, mobiltelefon, telefono,
        movil, telefono movil, celular, portable, cellulare, telefone, telemovel,
        telefoon, puhelin""",
    "email": """email, e mail, mail, email address, e mail address, mail address,
        correo, correo electronico, courriel, adresse email, adresse e mail,
        indirizzo email, endereco de email""",
    "contact_info": "contact info, contact information, contact details, contact",
    "street_number": """street number, street no, house number, house no, hausnummer,
        huisnummer, numero civico""",
    "street": """street, street address, address, address 1, address line 1, addr 1,
        street 1, street name, street address 1, street address line 1, strasse,
        anschrift, adresse, direccion, calle, domicilio, rue, indirizzo, via, endereco,
        rua, morada, straat, adres, ulica""",
    "street_2": """address 2, address line 2, addr 2, street 2, street address 2,
        street address line 2, extended address, adresszusatz, complement adresse,
        apartment, suite, unit""",
    "town": """town, city, suburb, locality, place, town city, city town, post town,
        municipality, ort, stadt, wohnort, ciudad, poblacion, localidad, municipio,
        ville, commune, citta, comune, cidade, localidade, woonplaats, plaats, stad,
        miasto, by, mesto""",
    "postcode": """postcode, post code, postal code, zip, zip code, zip postal code,
        postal zip code, zip postcode, plz, postleitzahl, codigo postal, cp,
        code postal, cap, cep, kod pocztowy, postnummer, postnr, pin code, psc""",
    "region": """region, state, province, county, state province, province state,
        state region, province code, state code, bundesland, kanton, provincia,
        comunidad autonoma, departement, regione, estado, distrito, wojewodztwo,
        prefecture, administrative area""",
    "country": """country, country code, country name, country region, country iso,
        land, pais, pays, paese, nation, kraj, maa""",
    "birthday": """birthday, birth day, birthdate, birth date, date of birth, dob, born,
        born on, geburtsdatum, geburtstag, fecha de nacimiento, fecha nacimiento,
        date de naissance, data di nascita, data de nascimento, geboortedatum,
        data urodzenia""",
    "since": """since, joined on, joined, joined at, joined date, join date,
        date joined, customer since, client since, registered, registered on,
        registered at, registration date, date registered, signup date, sign up date,
        signed up, created, created on, created at, created date, date created,
        creation date, created utc, added on, date added, kunde seit, cliente desde,
        fecha de alta, client depuis, klant sinds""",
    "type": "type, customer type, client type, kundentyp, tipo de cliente",
    "status": "status, customer status, active, is active, aktiv, activo, actif",
    "membership": """membership status, membership, member, is member, member status,
        membership active, active member, mitglied, mitgliedschaft, mitgliedsstatus,
        mitgliedstatus, ist mitglied, miembro, es miembro, socio, es socio, membresia,
        membre, est membre, adherent, adhesion, e socio, membro, lid, is lid,
        lidmaatschap""",
}

FIELD_OF: dict[str, str] = {
    "".join(words.split()): field
    for field, names in _WORDS.items()
    for words in names.split(",")
}

_STATES: dict[str, str] = {
    "active": """active, yes, y, true, 1, on, enabled, current, member, is member,
        aktiv, ja, j, wahr, mitglied, activo, activa, si, verdadero, miembro, socio,
        socia, actif, oui, vrai, membre, attivo, attiva, vero, ativo, ativa, sim,
        verdadeiro, membro, actief, waar, lid""",
    "inactive": """inactive, no, n, false, 0, off, disabled, none, not member,
        not a member, non member, no member, former, former member, past member,
        expired, lapsed, ended, cancelled, canceled, inaktiv, nein, falsch,
        kein mitglied, nicht mitglied, inactivo, inactiva, falso, no miembro, no socio,
        inactif, non, faux, non membre, inattivo, inattiva, inativo, inativa, nao,
        inactief, nee, onwaar, geen lid""",
}
# What stands in a column that says who is a member: active or inactive.
MEMBERSHIPS: dict[str, str] = {
    "".join(words.split()): state
    for state, values in _STATES.items()
    for words in values.split(",")
}

# What may stand before a name without changing what it says of the person.
PREFIXES = (
    "customer default address",
    "default address",
    "billing address",
    "home address",
    "business address",
    "work address",
    "postal address",
    "mailing address",
    "billing",
    "home",
    "business",
    "work",
    "mailing",
    "postal",
    "primary",
    "preferred",
    "customer",
    "client",
    "contact",
    "person",
)
ADDRESS = frozenset(
    {"street_number", "street", "street_2", "town", "postcode", "region", "country"}
)
# Headers that only Shopify's export has: its "Customer ID" is a number of Shopify's
# own, no code that anybody in the shop says.
SHOPIFY = frozenset({"acceptsemailmarketing", "defaultaddressaddress1", "taxexempt"})
