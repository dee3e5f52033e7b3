import { seedCustomers, type Customer } from '../../erp/master-data/customer.seed.js';
import { table, type CrmDatabase } from '../crm.database.js';
import { recordId } from '../record/record.id.js';
import { RecordStore } from '../record/record.store.js';
import { objectNamed } from '../schema/crm.schema.js';

const OBJECT = { user: objectNamed('User')!, account: objectNamed('Account')!, contact: objectNamed('Contact')!, opportunity: objectNamed('Opportunity')! };
const OWNERS = ['Strata Integration', 'Ana Brandt', 'Tom Okafor', 'Lena Virtanen'] as const;

/** The user whom the client credentials act as: the first one. */
export const INTEGRATION_USER = recordId(OBJECT.user.keyPrefix, 1);

/** ERP customers without an account, the one with two accounts, and accounts that the ERP does not know. */
const UNMATCHED_FROM = 96;
const DUPLICATED = 90;
const PROSPECTS = ['Quayside Ventures', 'Larkspur Labs', 'Brightwater Holdings'] as const;

const FIRST = ['Marie', 'Jonas', 'Priya', 'Luca', 'Ingrid', 'Mateo', 'Sofia', 'Daniel', 'Aisha', 'Peter'] as const;
const LAST = ['Keller', 'Moreau', 'Shah', 'Romano', 'Lindqvist', 'Vargas', 'Novak', 'Reid', 'Haddad', "O'Brien"] as const;
const TITLES = ['Head of Purchasing', 'Buyer', 'Plant Manager'] as const;
const STAGES = ['Qualification', 'Proposal/Price Quote', 'Negotiation/Review', 'Closed Won', 'Closed Lost'] as const;
const SUBJECTS = ['Annual frame contract', 'New production line', 'Spare parts', 'Trial order'] as const;

/** Fills an empty CRM, always with the same records; only the close dates follow the clock. */
export function seedCrm(database: CrmDatabase, now: () => number): void {
  if (database.one(`SELECT 1 FROM ${table(OBJECT.user)} LIMIT 1`)) return;
  database.atomically(() => {
    const owners = OWNERS.map((name) => seedUser(database, name, now()));
    const store = new RecordStore(database, INTEGRATION_USER, now);
    for (const [index, customer] of seedCustomers().entries()) {
      const number = index + 1;
      if (number >= UNMATCHED_FROM) continue;
      seedAccount(store, customer, number, owners, now());
      if (number === DUPLICATED) store.create(OBJECT.account, { Name: `${customer.name} (old)`, Erp_Id__c: erpId(customer), OwnerId: owners[1] });
    }
    for (const name of PROSPECTS) store.create(OBJECT.account, { Name: name, Type: 'Prospect', OwnerId: owners[2] });
    store.create(OBJECT.account, { Name: 'Former Customer Ltd.', Type: 'Other', Erp_Id__c: '9999001', OwnerId: owners[3] });
  });
}

function seedUser(database: CrmDatabase, name: string, now: number): string {
  const id = recordId(OBJECT.user.keyPrefix, database.next(OBJECT.user.name));
  const address = `${name.toLowerCase().replace(' ', '.')}@crm.example`;
  const sql = `INSERT INTO ${table(OBJECT.user)} ("Id", "IsDeleted", "Name", "Username", "Email", "IsActive", "CreatedDate", "LastModifiedDate", "SystemModstamp") VALUES (?, 0, ?, ?, ?, 1, ?, ?, ?)`;
  database.run(sql, id, name, address, address, now, now, now);
  return id;
}

function seedAccount(store: RecordStore, customer: Customer, number: number, owners: readonly string[], now: number): void {
  const OwnerId = owners[1 + (number % 3)]!;
  const CurrencyIsoCode = customer.creditCurrency;
  const AccountId = store.create(OBJECT.account, {
    Name: customer.name, Type: 'Customer - Direct', Erp_Id__c: erpId(customer), OwnerId, CurrencyIsoCode,
    BillingStreet: `${customer.street} ${customer.houseNumber}`, BillingPostalCode: customer.postalCode, BillingCity: customer.city, BillingCountry: customer.country,
    Phone: `+${customer.country === 'US' ? 1 : 43} 555 ${String(10_000 + number * 37)}`,
  });
  for (let each = 0; each <= number % 3; each += 1) {
    const [FirstName, LastName] = [FIRST[(number + each * 3) % FIRST.length]!, LAST[(number * 3 + each) % LAST.length]!];
    const Email = `${FirstName}.${LastName}@customer${number}.example`.toLowerCase().replace("'", '');
    store.create(OBJECT.contact, { AccountId, FirstName, LastName, Title: TITLES[each], Email, OwnerId, CurrencyIsoCode, Phone: `+43 555 ${20_000 + number * 10 + each}` });
  }
  for (let each = 0; each < number % 4; each += 1) {
    const StageName = STAGES[(number + each) % STAGES.length]!;
    const days = StageName.startsWith('Closed') ? -10 * (each + 1) - (number % 60) : 14 * (each + 1) + (number % 45);
    const CloseDate = new Date(now + days * 86_400_000).toISOString().slice(0, 10);
    store.create(OBJECT.opportunity, { AccountId, Name: `${SUBJECTS[(number + each) % SUBJECTS.length]} ${customer.name}`, StageName, CloseDate, Amount: 2500 + number * 150 + each * 999.5, OwnerId, CurrencyIsoCode });
  }
}

/** The ERP's key without its leading zeros: how people and systems outside of it write it. */
const erpId = ({ customer }: Customer): string => customer.replace(/^0+/, '');
