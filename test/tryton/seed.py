#!/usr/bin/python3
"""Fills a freshly initialised Tryton 6.0 database with a small trading company, ready to sell, ship, invoice and be paid.

    /usr/bin/python3 seed.py <database uri> <trytond.conf> <api user> <api password>

Runs inside Tryton's own code by proteus, so every rule of the ERP applies to the seed as well. It must be Debian's
python3: that is where the Debian packages of Tryton live.
"""
import datetime
import sys
from decimal import Decimal

from proteus import Model, Wizard, config as proteus_config

YEAR = datetime.date.today().year

# Enough for every test run of a day; nobody restocks.
AMPLE = 100000.0
# code, name, unit (as in product.uom), list price, on hand
ITEMS = [
    ('SKU-0001', 'Hex bolt M8, box of 100', 'Unit', '12.50', AMPLE),
    ('SKU-0002', 'Wall bracket', 'Unit', '7.95', AMPLE),
    ('SKU-0003', 'Network cable 5 m', 'Unit', '9.20', AMPLE),
    ('SKU-0004', 'Temperature sensor', 'Unit', '48.00', AMPLE),
    ('SKU-0005', 'Circulation pump', 'Unit', '189.00', AMPLE),
    ('SKU-0006', 'Ball valve 1/2"', 'Unit', '23.75', AMPLE),
    ('SKU-0007', 'Gear motor 24 V', 'Unit', '134.90', AMPLE),
    ('SKU-0008', 'Control panel', 'Unit', '420.00', AMPLE),
    ('SKU-0009', 'Push button', 'Unit', '3.35', AMPLE),
    # Sold by weight, to the gram.
    ('SKU-0010', 'Copper granulate', 'Kilogram', '11.40', AMPLE),
    # Runs out within one order, and was never there.
    ('SKU-0011', 'Gasket set', 'Unit', '15.60', 5.0),
    ('SKU-0012', 'Spare rotor', 'Unit', '260.00', 0.0),
]

# code, name, street, postal code, city, country, payment term, credit limit (none: unlimited)
CUSTOMERS = [
    ('C0001', 'Ateliers Dubois SA', 'Rue du Marché 12', '1000', 'Bruxelles', 'BE', '30 days', '50000'),
    ('C0002', 'Bergmann Anlagenbau GmbH', 'Invalidenstraße 40', '10115', 'Berlin', 'DE', '30 days', '50000'),
    ('C0003', 'Chauffage Lemaire SARL', 'Rue de Rivoli 88', '75001', 'Paris', 'FR', '30 days', '50000'),
    ('C0004', 'De Vries Techniek BV', 'Singel 210', '1016 AB', 'Amsterdam', 'NL', 'Immediate', '50000'),
    ('C0005', 'Elektro Huber GmbH', 'Mariahilfer Straße 5', '1060', 'Wien', 'AT', '30 days', '50000'),
    ('C0006', 'Fontaneria Ruiz SL', 'Calle Mayor 17', '28013', 'Madrid', 'ES', '30 days', None),
    ('C0007', 'Garage Peeters NV', 'Meir 61', '2000', 'Antwerpen', 'BE', 'Immediate', None),
    ('C0008', 'Hansen Maskiner ApS', 'Vesterbrogade 3', '1620', 'København', 'DK', '30 days', None),
    ('C0009', 'Impianti Rossi SRL', 'Via Torino 22', '20123', 'Milano', 'IT', '30 days', '50000'),
    ('C0010', 'Janssens Logistics BV', 'Kouter 9', '9000', 'Gent', 'BE', '30 days', '50000'),
    # Small enough for one ordinary order to go over it.
    ('C0011', 'Kleinhandel Maes', 'Bondgenotenlaan 4', '3000', 'Leuven', 'BE', '30 days', '100'),
    ('C0012', 'Laden Vogel', 'Hohe Straße 77', '50667', 'Köln', 'DE', 'Immediate', '250'),
]

COUNTRIES = [
    ('AT', 'AUT', '040', 'Austria'), ('BE', 'BEL', '056', 'Belgium'), ('DE', 'DEU', '276', 'Germany'),
    ('DK', 'DNK', '208', 'Denmark'), ('ES', 'ESP', '724', 'Spain'), ('FR', 'FRA', '250', 'France'),
    ('IT', 'ITA', '380', 'Italy'), ('NL', 'NLD', '528', 'Netherlands'),
]

# Whoever is in "Account Credit Limit", "Sale Stock Quantity" or "Stock Force Assignment" may override a refusal, and is
# asked (UserWarning) instead of refused (UserError). Ours may release an order that its customer's credit holds up; it
# never does so by itself, and stock it may not override.
API_GROUPS = [('sale', 'group_sale'), ('stock', 'group_stock'), ('account', 'group_account'),
    ('account_credit_limit', 'group_credit_limit')]


def record(module, fs_id):
    """The id of a record that a module's own data files made, by its name there."""
    data, = Model.get('ir.model.data').find([('module', '=', module), ('fs_id', '=', fs_id)])
    return data.db_id


def only(model, *domain):
    found, = Model.get(model).find(list(domain), limit=1)
    return found


def create_all(model, values):
    """One call for many records: through a form each, proteus would ask the server for every field."""
    config = proteus_config.get_config()
    return config.get_proxy(model).create(values, config.context)


def make_company():
    Currency, Rate, Party = map(Model.get, ['currency.currency', 'currency.currency.rate', 'party.party'])
    euro = Currency(name='Euro', symbol='€', code='EUR', numeric_code='978', rounding=Decimal('0.01'), digits=2)
    euro.rates.append(Rate(date=datetime.date(YEAR - 1, 1, 1), rate=Decimal(1)))
    euro.save()
    create_all('country.country', [dict(code=code, code3=code3, code_numeric=number, name=name)
        for code, code3, number, name in COUNTRIES])

    party = Party(name='Northlight Trading BV', code='COMPANY')
    party.save()
    wizard = Wizard('company.company.config')
    wizard.execute('company')
    wizard.form.party = party
    wizard.form.currency = euro
    wizard.execute('add')
    work_for_company()
    return only('company.company')


def work_for_company():
    """From here on the seed acts inside the company: without it Tryton finds neither accounts nor warehouses."""
    config = proteus_config.get_config()
    config._context = Model.get('res.user').get_preferences(True, {})


def make_accounts(company):
    wizard = Wizard('account.create_chart')
    wizard.execute('account')
    wizard.form.account_template = Model.get('account.account.template')(record('account', 'account_template_root_en'))
    wizard.form.company = company
    wizard.execute('create_account')
    wizard.form.account_receivable = account_of('receivable')
    wizard.form.account_payable = account_of('payable')
    wizard.execute('create_properties')


def account_of(kind):
    return only('account.account', ('type.%s' % kind, '=', True))


def make_fiscal_years(company):
    """Last, this and next year, so that an invoice dated across a new year finds an open period."""
    moves = only('ir.sequence.type', ('name', '=', 'Account Move'))
    invoices = only('ir.sequence.type', ('name', '=', 'Invoice'))
    FiscalYear, Sequence, StrictSequence = map(Model.get, ['account.fiscalyear', 'ir.sequence', 'ir.sequence.strict'])
    for year in (YEAR - 1, YEAR, YEAR + 1):
        posting = Sequence(name='Moves %s' % year, sequence_type=moves, company=company)
        posting.save()
        numbering = StrictSequence(name='Invoices %s' % year, sequence_type=invoices, company=company,
            prefix='INV%s-' % year, padding=5)
        numbering.save()
        fiscal_year = FiscalYear(name=str(year), company=company, post_move_sequence=posting,
            start_date=datetime.date(year, 1, 1), end_date=datetime.date(year, 12, 31))
        sequences, = fiscal_year.invoice_sequences
        for kind in ('out_invoice', 'out_credit_note', 'in_invoice', 'in_credit_note'):
            setattr(sequences, '%s_sequence' % kind, numbering)
        fiscal_year.save()
        fiscal_year.click('create_period')


def make_terms():
    Tax, Method, Term = map(Model.get, ['account.tax', 'account.invoice.payment.method', 'account.invoice.payment_term'])
    collected = only('account.account', ('name', '=', 'Main Tax'))
    tax = Tax(name='VAT 21%', description='VAT 21%', type='percentage', rate=Decimal('0.21'),
        invoice_account=collected, credit_note_account=collected)
    tax.save()
    cash = only('account.account', ('name', '=', 'Main Cash'))
    make_write_off()
    Method(name='Bank', journal=only('account.journal', ('type', '=', 'cash')),
        credit_account=cash, debit_account=cash).save()
    immediate = Term(name='Immediate')
    immediate.lines.new(type='remainder')
    immediate.save()
    later = Term(name='30 days')
    later.lines.new(type='remainder').relativedeltas.new(days=30)
    later.save()
    return tax


def make_write_off():
    """Where cash discounts are booked."""
    Journal, WriteOff = map(Model.get, ['account.journal', 'account.move.reconcile.write_off'])
    # A journal without a sequence cannot number its moves.
    sequence = only('account.journal', ('type', '=', 'cash')).sequence
    journal = Journal(name='Discounts', code='DISC', type='write-off', sequence=sequence)
    journal.save()
    WriteOff(name='Cash discount', journal=journal, debit_account=account_of('expense'),
        credit_account=account_of('revenue')).save()


def make_items(tax):
    Category, Uom = map(Model.get, ['product.category', 'product.uom'])
    goods = Category(name='Goods', accounting=True,
        account_expense=account_of('expense'), account_revenue=account_of('revenue'))
    goods.customer_taxes.append(tax)
    goods.save()
    # Kilograms come with two decimals; ours are weighed to the gram.
    kilogram = only('product.uom', ('name', '=', 'Kilogram'))
    kilogram.digits = 3
    kilogram.rounding = 0.001
    kilogram.save()
    units = {unit.name: unit.id for unit in Uom.find([('name', 'in', ['Unit', 'Kilogram'])])}
    create_all('product.template', [dict(code=code, name=name, type='goods', salable=True, list_price=Decimal(price),
        default_uom=units[unit], sale_uom=units[unit], account_category=goods.id, products=[('create', [{}])])
        for code, name, unit, price, _ in ITEMS])


def make_stock():
    """An inventory of the one warehouse that every installation starts with."""
    inventory = Model.get('stock.inventory')(location=only('stock.location', ('code', '=', 'STO')))
    inventory.save()
    on_hand = {code: quantity for code, _, _, _, quantity in ITEMS if quantity}
    create_all('stock.inventory.line', [dict(inventory=inventory.id, product=product.id,
        quantity=on_hand[product.code], expected_quantity=0.0)
        for product in Model.get('product.product').find([('code', 'in', list(on_hand))])])
    inventory.reload()
    inventory.click('confirm')


def make_customers():
    countries = {country.code: country.id for country in Model.get('country.country').find([])}
    terms = {term.name: term.id for term in Model.get('account.invoice.payment_term').find([])}
    customers = []
    for code, name, street, postal_code, city, country, term, limit in CUSTOMERS:
        address = dict(street=street, postal_code=postal_code, city=city, country=countries[country],
            invoice=True, delivery=True)
        customers.append(dict(code=code, name=name, customer_payment_term=terms[term],
            credit_limit_amount=Decimal(limit) if limit else None, addresses=[('create', [address])],
            contact_mechanisms=[('create', [dict(type='email', value='orders@%s.example.com' % code.lower())])]))
    create_all('party.party', customers)


def make_api_user(company, login, password):
    """A sale and an invoice want an employee behind the user; the credit amounts are readable by a group of its own."""
    Group, FieldAccess = map(Model.get, ['res.group', 'ir.model.field.access'])
    integration = Group(name='Integration')
    integration.save()
    for name in ('credit_limit_amount', 'credit_amount'):
        field = only('ir.model.field', ('model.model', '=', 'party.party'), ('name', '=', name))
        FieldAccess(field=field, group=integration, perm_read=True, perm_write=True,
            perm_create=True, perm_delete=False).save()
    party = Model.get('party.party')(name='Order desk', code='DESK')
    party.save()
    employee = Model.get('company.employee')(party=party, company=company)
    employee.save()
    groups = [integration.id] + [record(module, fs_id) for module, fs_id in API_GROUPS]
    create_all('res.user', [dict(login=login, name='Order integration', password=password, email='api@example.com',
        company=company.id, companies=[('add', [company.id])], employee=employee.id,
        employees=[('add', [employee.id])], groups=[('add', groups)])])


def main(database, conf, login, password):
    proteus_config.set_trytond(database, config_file=conf)
    company = make_company()
    make_accounts(company)
    make_fiscal_years(company)
    make_items(make_terms())
    make_stock()
    make_customers()
    make_api_user(company, login, password)


if __name__ == '__main__':
    main(*sys.argv[1:5])
