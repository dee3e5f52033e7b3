import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifest, manifestSource, readEdmx, readFacts, sandboxSource, served, staleFiles } from './sap-metadata.js';

const EDMX = `<?xml version="1.0"?>
<edmx:Edmx Version="1.0" xmlns:edmx="e" xmlns:m="m" xmlns:sap="s"><edmx:DataServices><Schema Namespace="API_TEA_SRV">
  <EntityType Name="A_TeaType"><Key><PropertyRef Name="Tea"/></Key>
    <Property Name="Tea" Type="Edm.String" Nullable="false" MaxLength="10" sap:creatable="false" sap:updatable="false"/>
    <Property Name="Weight" Type="Edm.Decimal" Precision="13" Scale="3" sap:filterable="false" sap:sortable="false"/>
    <NavigationProperty Name="to_Leaf" Relationship="API_TEA_SRV.a1" FromRole="From_a1" ToRole="To_a1"/>
    <NavigationProperty Name="to_Cup" Relationship="API_TEA_SRV.a2" FromRole="From_a2" ToRole="To_a2"/>
  </EntityType>
  <EntityType Name="A_LeafType"><Key><PropertyRef Name="Item"/></Key>
    <Property Name="Item" Type="Edm.String" Nullable="false" MaxLength="6" sap:display-format="NonNegative"/>
  </EntityType>
  <EntityType Name="A_CupType"><Key><PropertyRef Name="Cup"/></Key><Property Name="Cup" Type="Edm.String" MaxLength="2"/></EntityType>
  <ComplexType Name="Report"><Property Name="Text" Type="Edm.String" MaxLength="50" sap:creatable="false"/></ComplexType>
  <Association Name="a1"><End Type="API_TEA_SRV.A_TeaType" Multiplicity="1" Role="From_a1"/><End Type="API_TEA_SRV.A_LeafType" Multiplicity="*" Role="To_a1"/></Association>
  <Association Name="a2"><End Type="API_TEA_SRV.A_TeaType" Multiplicity="1" Role="From_a2"/><End Type="API_TEA_SRV.A_CupType" Multiplicity="0..1" Role="To_a2"/></Association>
  <EntityContainer Name="C">
    <EntitySet Name="A_Tea" EntityType="API_TEA_SRV.A_TeaType" sap:deletable="false"/>
    <EntitySet Name="A_Leaf" EntityType="API_TEA_SRV.A_LeafType" sap:addressable="false"/>
    <EntitySet Name="A_Cup" EntityType="API_TEA_SRV.A_CupType"/>
    <FunctionImport Name="Brew" ReturnType="Collection(API_TEA_SRV.Report)" m:HttpMethod="POST">
      <Parameter Name="Tea" Type="Edm.String" Mode="In" MaxLength="11000"/><Parameter Name="Heat" Type="Edm.Boolean" Mode="In" Nullable="true"/>
    </FunctionImport>
  </EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>`;

const padding = { alpha: ['Tea'], numc: [] };
const tea = readEdmx(EDMX, padding);

describe('the extract of SAP metadata', () => {
  it('keeps type, length, digits and the flags that say no', () => {
    expect(tea.entities[0]).toMatchObject({
      set: 'A_Tea',
      type: 'A_TeaType',
      key: ['Tea'],
      deletable: false,
      properties: [
        { name: 'Tea', type: 'Edm.String', maxLength: 10, nullable: false, creatable: false, updatable: false },
        { name: 'Weight', type: 'Edm.Decimal', precision: 13, scale: 3, filterable: false, sortable: false },
      ],
    });
    expect(tea.entities[1]).toMatchObject({ set: 'A_Leaf', addressable: false });
  });

  it('says which keys SAP pads: numeric characters by format, documents and partners by name', () => {
    expect(tea.entities[0]?.properties[0]?.padded).toBe(10);
    expect(tea.entities[1]?.properties[0]?.padded).toBe(6);
    expect(tea.functions[0]?.parameters[0]?.padded).toBe(10);
  });

  it('follows navigations to their set, with how many stand there', () => {
    expect(tea.entities[0]?.navigations).toEqual([
      { name: 'to_Leaf', target: 'A_Leaf', many: true },
      { name: 'to_Cup', target: 'A_Cup', many: false },
    ]);
  });

  it('reads functions with method, parameters and result', () => {
    expect(tea.functions).toMatchObject([
      { name: 'Brew', method: 'POST', returns: 'Report', many: true, parameters: [{ name: 'Tea' }, { name: 'Heat', optional: true }] },
    ]);
    expect(tea.complex).toEqual([{ type: 'Report', properties: [{ name: 'Text', type: 'Edm.String', maxLength: 50 }] }]);
  });

  it('gives the sandbox the served sets only, with the links between them', () => {
    const service = served(tea, ['A_Tea', 'A_Leaf']);
    expect(service.entities.map(({ set }) => set)).toEqual(['A_Tea', 'A_Leaf']);
    expect(service.entities[0]?.navigations.map(({ name }) => name)).toEqual(['to_Leaf']);
    expect(sandboxSource([service])).toContain('{name: "Weight", type: "Edm.Decimal", precision: 13, scale: 3, filterable: false, sortable: false}');
    expect(() => served(tea, ['A_Coffee'])).toThrow('API_TEA_SRV has no entity set A_Coffee');
  });

  it('gives the connector just the names it asked for, with every flag', () => {
    const rows = manifest([tea], { API_TEA_SRV: { A_Tea: ['Tea', 'to_Leaf'], Report: ['Text'], functions: ['Brew'] } });
    expect(rows).toMatchObject({
      API_TEA_SRV: {
        source: 'metadata',
        entities: {
          A_Tea: {
            Tea: { type: 'Edm.String', maxLength: 10, nullable: false, creatable: false, updatable: false, filterable: true, sortable: true },
            to_Leaf: { target: 'A_Leaf', many: true },
          },
          Report: { Text: { type: 'Edm.String', maxLength: 50 } },
        },
        functions: { Brew: { method: 'POST', returns: 'Report' } },
      },
    });
    expect(manifestSource(rows)).toMatch(/^\/\/ Generated by scripts\/sap-metadata.ts/);
  });

  it('refuses names that the metadata has not, all at once', () => {
    const names = { API_TEA_SRV: { A_Tea: ['Sugar'], A_Coffee: ['Bean'], functions: ['Stir'] }, API_NONE: { A_None: ['X'] } };
    expect(() => manifest([tea], names)).toThrow(/API_TEA_SRV.A_Tea.Sugar, API_TEA_SRV.A_Coffee.Bean, API_TEA_SRV.Stir, API_NONE.A_None.X/);
  });

  it('marks services without metadata as facts, and gives them no flags', () => {
    const facts = readFacts(
      'API_MILK_SRV',
      { sets: { A_Milk: { key: ['Milk'], properties: { Milk: 'Edm.String(10)', Fat: 'Edm.Decimal(5,2)' }, navigations: { to_Cow: 'A_Cow*' } } } },
      padding,
    );
    const rows = manifest([facts], { API_MILK_SRV: { A_Milk: ['Fat', 'to_Cow'] } });
    expect(rows).toEqual({
      API_MILK_SRV: {
        source: 'facts',
        entities: { A_Milk: { Fat: { type: 'Edm.Decimal', precision: 5, scale: 2 }, to_Cow: { target: 'A_Cow', many: true } } },
        functions: {},
      },
    });
  });

  it('calls a file stale that differs or is missing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sap-metadata-'));
    const [fresh, old, gone] = ['fresh', 'old', 'gone'].map((name) => join(folder, name)) as [string, string, string];
    writeFileSync(fresh, 'new');
    writeFileSync(old, 'old');
    expect(staleFiles(new Map([fresh, old, gone].map((file) => [file, 'new'])))).toEqual([old, gone]);
  });

  const check = (env: Record<string, string> = {}) =>
    spawnSync(process.execPath, [join(import.meta.dirname, 'sap-metadata.ts'), '--check'], { encoding: 'utf8', env: { ...process.env, ...env } });

  it('finds the committed files fresh', () => {
    expect(check()).toMatchObject({ status: 0, stderr: '' });
  });

  it('passes with a word about it where the reference folder is not', () => {
    const { status, stdout } = check({ STRATA_REFERENCE: '/nowhere' });
    expect(status).toBe(0);
    expect(stdout).toContain('No SAP metadata in /nowhere/sap');
  });
});
