"""The names that other programs give to the columns of a list of sales, and the words
by which they tell a sale from a refund.

Written without spaces, accents and signs, as `columns.squeezed` leaves them. A header
that says a person's name, phone or address is found in the customers' own list.
"""

from __future__ import annotations

from functools import lru_cache

from customers.transfer.columns import squeezed

# Written in words; the first name is ours. Of fields that mean nearly the same, the
# plainer stands first: a header belongs to one field only.
_WORDS: dict[str, str] = {
    "reference": """reference, purchase reference, purchase no, purchase number,
        purchase id, reference no, reference number, ref, ref no, invoice, invoice no,
        invoice nr, invoice number, invoice id, order, order no, order nr,
        order number, order id, sale no, sale number, sale id, sales id, receipt,
        receipt no, receipt number, receipt id, bill no, bill number, ticket,
        ticket no, ticket number, transaction, transaction no, transaction number,
        transaction id, document no, document number, doc no, basket id,
        rechnungsnummer, rechnungsnr, rechnung, belegnummer, belegnr, beleg, bonnummer,
        bonnr, bestellnummer, bestellnr, auftragsnummer, vorgangsnummer,
        numero de factura, numero factura, factura, no factura, no de factura,
        numero de pedido, no de pedido, no pedido,
        pedido, numero de ticket, numero de venta, folio, referencia,
        numero de facture, numero facture, facture, no facture, no de facture,
        numero de commande, no de commande,
        commande, no commande, numero de ticket de caisse, numero ticket,
        numero fattura, fattura, numero ordine, ordine, numero scontrino, scontrino,
        numero da fatura, fatura, numero do pedido, nota fiscal, recibo,
        factuurnummer, factuurnr, factuur, bestelnummer, ordernummer, ordernr,
        bonnummer kassa, kvittonummer, fakturanummer, fakturanr, faktura, numer faktury,
        numer zamowienia, numer paragonu, cislo faktury, cislo objednavky, tilausnumero,
        kuittinumero, laskunumero""",
    "row_or_reference": "id",
    "customer": """customer code, customer no, customer nr, customer number,
        customer key, customer id, client code, client no, client number,
        client id, code client, buyer id, member no, member number,
        member id, account, account no, account number, kundennummer, kundennr,
        kunden id, numero de cliente, numero cliente, codigo de cliente,
        codigo cliente, id cliente, no cliente, numero client, no client,
        codice cliente,
        codigo do cliente, klantnummer, klantnr, kundnummer, kundenummer,
        numer klienta, cislo zakaznika, asiakasnumero""",
    "customer_or_name": """customer, client, buyer, kunde, cliente, klant, klient,
        zakaznik, asiakas""",
    "external_id": """customer external id, external customer id, customer ref,
        customer reference, shopify customer id, square customer id""",
    "purchased_at": """purchased at, purchase date, purchased on, purchase datetime,
        date purchased, date of purchase, date, date time, datetime, timestamp, day,
        invoice date, invoice at, invoiced at, invoiced on, date of invoice,
        order date, ordered at, ordered on, date ordered, sale date, sales date,
        date of sale, sold at, sold on, date sold, transaction date, transaction at,
        receipt date, created at, created on, created, paid at, completed at,
        processed at, closed at, datum, kaufdatum, rechnungsdatum, belegdatum,
        bestelldatum, verkaufsdatum, fecha, fecha de compra, fecha compra,
        fecha de venta, fecha venta, fecha de factura, fecha factura, fecha de pedido,
        fecha y hora, date achat, date d achat, date de vente, date vente,
        date de facture, date facture, date de commande, date commande,
        date et heure, data, data di acquisto, data acquisto, data vendita,
        data fattura, data ordine, data e ora, data da compra, data da venda,
        data do pedido, data e hora, aankoopdatum, verkoopdatum, factuurdatum,
        besteldatum, datum en tijd, datum und uhrzeit, data zakupu, data sprzedazy,
        data zamowienia, dato, kobsdato, inkopsdatum, forsaljningsdatum, datum prodeje,
        datum nakupu, paivamaara, ostopaiva""",
    "time": """time, purchase time, sale time, order time, invoice time,
        transaction time, receipt time, time of day, uhrzeit, zeit, hora, heure, ora,
        tijd, tijdstip, tid, klokkeslett, godzina, cas, aika""",
    "quantity": """quantity, qty, quantities, units, pieces, pcs, number of items,
        items, item count, items count, item quantity, lineitem quantity, line quantity,
        quantity sold, units sold, menge, anzahl, stuck, stueck, stuckzahl, cantidad,
        cant, unidades, quantite, qte, nombre, quantita, qta, quantidade, qtd, qtde,
        aantal, hoeveelheid, ilosc, antal, antall, mnozstvi, pocet, maara, kpl""",
    "amount": """amount, total, total amount, amount paid, paid, line total,
        line amount, item total, row total, sum, value, sales, sales amount, revenue,
        turnover, net sales, gross, gross amount, gross total, total price,
        total paid, total spent, spend, betrag, summe, gesamt, gesamtbetrag,
        gesamtpreis, bruttobetrag, brutto, umsatz, zahlbetrag, endbetrag, importe,
        importe total, monto, monto total, total pagado, montant, montant total,
        montant ttc, total ttc, importo, totale, importo totale, valor, valor total,
        bedrag, totaal, totaalbedrag, kwota, suma, wartosc, belopp, summa, belop,
        beloeb, castka,
        celkem, yhteensa""",
    "purchase_total": """order total, invoice total, purchase total, sale total,
        receipt total, grand total, transaction total, basket total, ticket total,
        bill total, rechnungsbetrag, bestellsumme, total factura, total pedido,
        total facture, total commande, totale fattura, totale ordine, total do pedido,
        factuurbedrag""",
    "unit_price": """unit price, price, price each, each, price per unit, item price,
        lineitem price, line price, sale price, selling price, unit amount, rate,
        preis, einzelpreis, stuckpreis, stueckpreis, precio, precio unitario,
        precio unidad, prix, prix unitaire, pu, prezzo, prezzo unitario, preco,
        preco unitario, prijs, stuksprijs, eenheidsprijs, cena, cena jednostkowa,
        pris, styckpris, enhetspris, cena za kus, hinta, yksikkohinta""",
    "discount": """discount, discount amount, line discount, item discount,
        lineitem discount, rabatt, nachlass, descuento, remise, reduction, sconto,
        desconto, korting, rabat, sleva, alennus""",
    "tax": """tax, tax amount, taxes, total tax, vat, vat amount, sales tax, gst,
        mwst, mwst betrag, ust, steuer, steuerbetrag, iva, importe iva, impuesto,
        impuestos, tva, montant tva, imposto, btw, btw bedrag, podatek, moms, mva, dph,
        alv""",
    "kind": """kind, type, sale type, sales type, purchase type, transaction type,
        document type, doc type, order type, invoice type, record type, art, typ,
        belegart, vorgangsart, tipo, tipo de documento, tipo documento,
        type de document, type document, soort, typ dokumentu""",
    "shop": """shop, shop name, store, store name, location, location name, branch,
        branch name, outlet, outlet name, site, filiale, laden, standort, geschaft,
        tienda, sucursal, local, magasin, boutique, point de vente, negozio,
        punto vendita, loja, filial, winkel, vestiging, sklep, butik, butikk, prodejna,
        pobocka, myymala""",
    "payment_method": """payment method, payment, payment type, paid by, paid with,
        tender, tender type, pay method, method of payment, zahlungsart,
        zahlungsmethode, zahlart, zahlungsmittel, forma de pago, metodo de pago,
        medio de pago, mode de paiement, moyen de paiement, metodo di pagamento,
        pagamento, forma de pagamento, metodo de pagamento, betaalwijze,
        betaalmethode, metoda platnosci, betalningssatt, betalingsmetode,
        zpusob platby, maksutapa""",
    "refund_of": """refund of, refunds, refund for, return of, returned from,
        original reference, original purchase, original purchase no, original order,
        original order no, original order id, original invoice, original invoice no,
        original receipt, original receipt no, original sale, original sale id,
        original transaction, original transaction id, parent order, credit of,
        ursprungsbeleg, originalbeleg, originalrechnung, factura original,
        pedido original, facture d origine, facture originale, commande d origine,
        fattura originale, fatura original, originele factuur""",
    "description": """description, product, product name, product description,
        product title, item, item name, item description, lineitem name, title,
        article, article name, article description, goods, service, artikel,
        artikelbezeichnung, artikelname, bezeichnung, beschreibung, produkt,
        produktname, producto, nombre del producto, descripcion, articulo, concepto,
        produit, nom du produit, designation, libelle, prodotto, nome prodotto,
        descrizione, articolo, produto, nome do produto, descricao, omschrijving,
        productnaam, nazwa produktu, nazwa, produkt nazwa, towar, vara, vare, zbozi,
        nazev, tuote, tuotenimi""",
    "sku": """sku, stock code, stockcode, product code, product sku, product id,
        product no, product number, item code, item no, item number, item id, item sku,
        lineitem sku, article no, article number, article code, barcode, ean, gtin, upc,
        part no, part number, artikelnummer, artikelnr, artnr, produktnummer,
        codigo de producto, codigo producto, codigo articulo, referencia producto,
        code article, code produit, reference produit, reference article,
        codice prodotto, codice articolo, codigo do produto, artikelcode, kod produktu,
        varenummer, artikelnummer sku, kod zbozi, tuotekoodi""",
    "category": """category, product category, item category, product type,
        department, product group, item group, warengruppe, kategorie, categoria,
        categorie, categorie produit, reparto, afdeling, productgroep, kategoria,
        kategori, tuoteryhma""",
    "currency": """currency, currency code, wahrung, waehrung, moneda, divisa, devise,
        valuta, moeda, waluta, mena, valuutta""",
}

FIELD_OF: dict[str, str] = {
    "".join(words.split()): field
    for field, names in reversed(_WORDS.items())
    for words in names.split(",")
}

# Prefixes of what a sale says of a person; where it was delivered comes first.
PREFIXES = (
    *("shipping", "delivery", "ship to", "deliver to", "billing", "bill to"),
    *("customer", "client", "buyer", "recipient"),
)
PERSON = frozenset(
    {"name", "first_name", "last_name", "company", "phone", "street", "street_2"}
    | {"street_number", "town", "postcode", "region", "country"}
)
# Lists with these have the total of an order in its first row alone, beside its lines.
LINE_ITEMS = frozenset({"lineitemquantity", "lineitemprice", "lineitemname"})

_SALE_WORDS = """sale, sales, s, purchase, order, invoice, receipt, bill, completed,
    complete, paid, payment, exchange, sold, verkauf, kauf, rechnung, bestellung, venta,
    compra,
    pedido, factura, recibo, vente, achat, commande, facture, vendita, acquisto, ordine,
    fattura, venda, fatura, verkoop, aankoop, bestelling, factuur, sprzedaz, zakup,
    faktura, kob, salg, kop, forsaljning, prodej, nakup, myynti, osto"""
_REFUND_WORDS = """refund, refunded, refunds, r, return, returned, returns, credit,
    credit note, credit memo, reversal, gutschrift, ruckgabe, rueckgabe, retoure,
    erstattung, ruckerstattung, rueckerstattung, storno, stornorechnung, reembolso,
    devolucion, abono, nota de credito, remboursement, retour, avoir, rimborso, reso,
    nota di credito, devolucao, estorno, terugbetaling, creditnota, creditfactuur,
    zwrot, korekta, refusion, retur, kreditnota, aterbetalning, vraceni, dobropis,
    palautus, hyvitys"""
_LONGEST = 60
_IS_REFUND: dict[str, bool] = {
    "".join(words.split()): is_refund
    for names, is_refund in ((_SALE_WORDS, False), (_REFUND_WORDS, True))
    for words in names.split(",")
}


def says_refund(text: str) -> bool | None:
    """Whether the word says refund; None where it says neither that nor sale."""
    return _says_refund(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=1_000)
def _says_refund(text: str) -> bool | None:
    return _IS_REFUND.get(squeezed(text))
