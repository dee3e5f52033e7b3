/**
 * The parts of OData v4 URLs that this feed takes, after the ABNF of OASIS (OData ABNF Construction Rules 4.01, and of the
 * Data Aggregation extension for $apply). A grammar of ours because no maintained package reads `$apply`: see ADR 0030.
 * peggy compiles it at start. Results are in terms of `StarQuery` of read-models; `at` counts columns from 1.
 */
export const grammar = String.raw`
{{
  const logic = (operator, head, tail) => (tail.length > 0 ? { kind: 'logic', operator, operands: [head, ...tail], at: head.at } : head);
  const arithmetic = (head, tail) => tail.reduce((left, [operator, right]) => ({ kind: 'arithmetic', operator, left, right, at: left.at }), head);
}}
{
  const at = () => offset() + 1;
  const literal = (type, value) => ({ kind: 'literal', type, value, at: at() });
}

Filter = _ @Or _

Or = head:And tail:(__ "or" __ @And)* { return logic('or', head, tail); }
And = head:Equality tail:(__ "and" __ @Equality)* { return logic('and', head, tail); }
Equality = left:Relation right:(__ @("eq" / "ne") __ @Relation)? { return right ? { kind: 'comparison', operator: right[0], left, right: right[1], at: left.at } : left; }
// What comes after a sum is decided behind it: trying the sum again would double the work with each parenthesis.
Relation = left:Sum right:(__ @("in" _ "(" _ @List _ ")" / @("gt" / "ge" / "lt" / "le") __ @Sum))? {
    if (!right) return left;
    return right.list ? { kind: 'in', left, list: right.list, at: left.at } : { kind: 'comparison', operator: right[0], left, right: right[1], at: left.at };
  }
List = head:Literal tail:(_ "," _ @Literal)* { return { list: [head, ...tail] }; }
Sum = head:Product tail:(__ @("add" / "sub") __ @Product)* { return arithmetic(head, tail); }
Product = head:Unary tail:(__ @("mul" / "div" / "mod") __ @Unary)* { return arithmetic(head, tail); }
Unary
  = "not" (__ / &"(") operand:Unary { return { kind: 'not', operand, at: at() }; }
  / Literal
  / "-" _ operand:Unary { return { kind: 'minus', operand, at: at() }; }
  / "(" _ @Or _ ")"
  / Call
  / Path

// No function is called so: what is wrong within a negation would be tried again as its parameter, twice as often with each.
Call = !("not" _ "(") name:Name "(" _ parameters:Parameters? _ ")" { return { kind: 'call', name, parameters: parameters ?? [], at: at() }; }
Parameters = head:Or tail:(_ "," _ @Or)* { return [head, ...tail]; }
Path "a property" = head:Name tail:("/" @Name)* { return { kind: 'path', path: [head, ...tail], at: at() }; }

Literal "a value"
  // Readers that leave the + of a time zone as it is send a space.
  = text:$(Day "T" Digit Digit ":" Digit Digit (":" Digit Digit ("." Digit|1..12|)?)? ("Z"i / [+ -] Digit Digit ":" Digit Digit)) !NamePart { return literal('timestamp', text.replace(' ', '+')); }
  / text:$Day !NamePart { return literal('date', text); }
  / text:$(Hex|8| "-" Hex|4| "-" Hex|4| "-" Hex|4| "-" Hex|12|) !NamePart { return literal('uuid', text.toLowerCase()); }
  / "'" text:("''" { return "'"; } / [^'])* "'" { return literal('text', text.join('')); }
  / text:("true" / "false") !(NamePart / "/" / "(") { return literal('boolean', text); }
  / "null" !(NamePart / "/" / "(") { return literal('null', null); }
  / text:$("-"? Digit|1..40| ("." Digit|1..40|)? ([eE] [+-]? Digit|1..2|)?) !NamePart { return literal(/^-?\d{1,9}$/.test(text) ? 'integer' : 'decimal', text); }
Day = Digit|4| "-" Digit|2| "-" Digit|2|

OrderBy = _ head:OrderByItem tail:(_ "," _ @OrderByItem)* _ { return [head, ...tail]; }
OrderByItem = expression:Or descending:(__ @("asc" / "desc"))? { return { expression, descending: descending === 'desc' }; }

Select = _ "*" _ { return null; } / _ @Paths _
Paths = head:Path tail:(_ "," _ @Path)* { return [head, ...tail]; }

Expand = _ @Expansions _
Expansions = head:Expansion tail:(_ "," _ @Expansion)* { return [head, ...tail]; }
Expansion = navigation:Name options:("(" _ @ExpandOptions _ ")")? {
    const given = options ?? [];
    const twice = given.find((option, index) => given.some((other, before) => before < index && option.name === other.name));
    if (twice) error(twice.name + ' is given twice');
    const of = (name) => given.find((option) => option.name === name)?.value;
    return { navigation, select: of('$select') ?? undefined, expand: of('$expand') ?? [], at: at() };
  }
ExpandOptions = head:ExpandOption tail:(_ ";" _ @ExpandOption)* { return [head, ...tail]; }
ExpandOption
  = "$select=" _ value:("*" { return null; } / Paths) { return { name: '$select', value }; }
  / "$expand=" _ value:Expansions { return { name: '$expand', value }; }

Apply = _ head:Transformation tail:("/" @Transformation)* _ { return [head, ...tail]; }
Transformation
  = "filter(" _ condition:Or _ ")" { return { kind: 'filter', condition, at: at() }; }
  / "groupby(" _ "(" _ by:Paths _ ")" aggregates:(_ "," _ @AggregateCall)? _ ")" { return { kind: 'group', by, aggregates: aggregates ?? [], at: at() }; }
  / aggregates:AggregateCall { return { kind: 'group', by: [], aggregates, at: at() }; }
AggregateCall = "aggregate(" _ head:Aggregate tail:(_ "," _ @Aggregate)* _ ")" { return [head, ...tail]; }
Aggregate
  = "$count" __ "as" __ alias:Name { return { method: '$count', alias, at: at() }; }
  / expression:Sum __ "with" __ method:Name __ "as" __ alias:Name { return { expression, method, alias, at: at() }; }

Segment = name:Name key:("(" _ @KeyValue _ ")")? { return { name, ...(key ?? {}) }; }
KeyValue = named:(@Name _ "=" _)? key:Literal { return { key, ...(named === null ? {} : { named }) }; }

Name "a name" = $([A-Za-z_] NamePart*)
NamePart = [A-Za-z0-9_]
Digit "a digit" = [0-9]
Hex = [0-9a-fA-F]
_ "a space" = [ \t]*
__ "a space" = [ \t]+
`;
