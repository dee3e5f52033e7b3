{{/*
The apps of the topology. paths: what of it is open to the outside; where nothing is, only our others come, so that with
TLS each must show its certificate: the door then takes a token from its own client's certificate alone (docs/adr/0043), and who
comes through an ingress, with the ingress's certificate, would not get in. calls: which others of ours it calls.
migrates: it brings the schema up to date. issues: it issues tokens, and knows the clients' secrets. worker: the engine
calls it. systems: kinds of systems that it calls. service: it signs in to our others.
*/}}
{{- define "strata.apps" -}}
{{- if eq .Values.topology "one" }}
platform: { paths: [/], calls: [], migrates: true, issues: true, worker: true, systems: [erp, crm], service: false }
{{- else }}
portal: { paths: [/oidc, /portal], calls: [system-erp, system-crm], migrates: true, issues: true, worker: false, systems: [], service: true }
system-erp: { paths: [], calls: [], migrates: false, issues: false, worker: false, systems: [erp], service: false }
system-crm: { paths: [], calls: [], migrates: false, issues: false, worker: false, systems: [crm], service: false }
process-order-to-cash: { paths: [{{ if .Values.ingress.orderToCash }}/order-to-cash{{ end }}], calls: [system-erp, system-crm], migrates: true, issues: false, worker: true, systems: [], service: true }
experience-web: { paths: [/web], calls: [system-erp, system-crm, process-order-to-cash], migrates: false, issues: false, worker: false, systems: [], service: true }
experience-mobile: { paths: [/mobile], calls: [system-erp, system-crm, process-order-to-cash], migrates: false, issues: false, worker: false, systems: [], service: true }
experience-bi: { paths: [/bi], calls: [], migrates: false, issues: false, worker: false, systems: [], service: false }
{{- end }}
{{- end -}}

{{/* Our own processes, as clients of the issuer. */}}
{{- define "strata.serviceClients" -}}
- { id: process-order-to-cash, name: Order to cash, kind: service, secret: { env: STRATA_SECRET_PROCESS_ORDER_TO_CASH }, scopes: [erp:read, erp:write, crm:read, crm:write] }
- { id: experience-web, name: Web experience, kind: service, secret: { env: STRATA_SECRET_EXPERIENCE_WEB }, scopes: [erp:read, crm:read, customers:read, items:read, orders:read, orders:write] }
- { id: experience-mobile, name: Mobile experience, kind: service, secret: { env: STRATA_SECRET_EXPERIENCE_MOBILE }, scopes: [erp:read, crm:read, customers:read, items:read, orders:read, orders:write] }
- { id: portal, name: Portal, kind: service, secret: { env: STRATA_SECRET_PORTAL }, scopes: [erp:read, crm:read] }
{{- end -}}

{{- define "strata.config" -}}
{{- $config := deepCopy .Values.config -}}
{{- if eq .Values.topology "split" -}}
{{- $clients := concat (default list $config.identity.clients) (include "strata.serviceClients" . | fromYamlArray) -}}
{{- $_ := set $config.identity "clients" $clients -}}
{{- end -}}
{{- toYaml $config -}}
{{- end -}}
