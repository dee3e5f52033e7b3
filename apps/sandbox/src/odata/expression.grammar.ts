/**
 * The expressions of OData v2 URLs: $filter, literals and resource paths (OData v2 URI conventions and ABNF).
 * A grammar of ours because no maintained package reads v2: `odata-parser` stopped in 2016 and lacks datetimeoffset,
 * the living ones speak v4 (no datetime'...', no 12.50M, no substringof). peggy compiles it at start, in some 20 ms.
 * The result is in terms of `Expression` and `Segment` of expression.ts.
 */
export const grammar = String.raw`
{{
  const fold = (operator, head, tail) => tail.reduce((left, right) => ({ kind: 'logic', operator, left, right }), head);
  const literal = (type, value) => ({ kind: 'literal', type, value });
}}

Filter = _ @Or _

Or = head:And tail:(__ "or" __ @And)* { return fold('or', head, tail); }
And = head:Not tail:(__ "and" __ @Not)* { return fold('and', head, tail); }
Not = "not" (__ / &"(") operand:Not { return { kind: 'not', operand }; } / Comparison
Comparison
  = left:Operand right:(__ @Operator __ @Operand)? {
      return right ? { kind: 'comparison', operator: right[0], left, right: right[1] } : left;
    }
Operator = "eq" / "ne" / "gt" / "ge" / "lt" / "le"
Operand = "(" _ @Or _ ")" / Literal / Call / Member
Call
  = name:Name "(" _ head:Or tail:(_ "," _ @Or)* _ ")" { return { kind: 'call', name, parameters: [head, ...tail] }; }
Member = head:Name tail:("/" @Name)* { return { kind: 'member', name: [head, ...tail].join('/') }; }

Literal
  = "datetimeoffset'" text:$[^']+ "'" { return literal('Edm.DateTimeOffset', text); }
  / "datetime'" text:$[^']+ "'" { return literal('Edm.DateTime', text); }
  / "time'" text:$[^']+ "'" { return literal('Edm.Time', text); }
  / "guid'" text:$[0-9a-fA-F-]+ "'" { return literal('Edm.Guid', text.toLowerCase()); }
  / "'" text:("''" { return "'"; } / [^'])* "'" { return literal('Edm.String', text.join('')); }
  / word:("true" / "false") !NamePart { return literal('Edm.Boolean', word === 'true'); }
  / "null" !NamePart { return literal('null', null); }
  / Number
Number
  = text:$("-"? Digits ("." Digits)?) [mM] !NamePart { return literal('Edm.Decimal', text); }
  / text:$("-"? Digits) [lL] !NamePart { return literal('Edm.Int64', text); }
  / text:$("-"? Digits ("." Digits)? ([eE] [+-]? Digits)?) [dDfF] !NamePart { return literal('Edm.Double', text); }
  / text:$("-"? Digits "." Digits) !NamePart { return literal('Edm.Double', text); }
  / text:$("-"? Digits) !NamePart { return literal('Edm.Int32', text); }

Path = "/"? segments:(head:Segment tail:("/" @Segment)* { return [head, ...tail]; })? "/"? { return segments ?? []; }
Segment = name:$("$"? Name) key:("(" _ @Key? _ ")")? { return { name, ...(key === null ? {} : { key: key ?? {} }) }; }
Key
  = head:Pair tail:(_ "," _ @Pair)* { return Object.fromEntries([head, ...tail]); }
  / value:Literal { return { '': value }; }
Pair = @Name _ "=" _ @Literal

Name = $([A-Za-z_] NamePart*)
NamePart = [A-Za-z0-9_]
Digits = [0-9]+
_ = [ \t]*
__ = [ \t]+
`;
