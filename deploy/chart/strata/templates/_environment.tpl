{{- define "strata.secretVariable" -}}
- name: {{ .variable }}
  valueFrom: { secretKeyRef: { name: {{ .name }}, key: {{ .key }} } }
{{- end -}}

{{/* The variables of an app: what it needs, and no secret of another. Takes root, name and app. */}}
{{- define "strata.environment" -}}
{{- $values := .root.Values -}}
{{- $secrets := $values.secrets -}}
{{- $root := .root -}}
{{- $fullname := include "strata.fullname" .root -}}
- { name: STRATA_CONFIG, value: /etc/strata/strata.config.yaml }
- { name: STRATA_ISSUER, value: {{ $values.issuer | quote }} }
{{- with $values.issuerUrl }}
- { name: STRATA_ISSUER_URL, value: {{ . | quote }} }
{{- end }}
{{ include "strata.secretVariable" (dict "variable" "DATABASE_URL" "name" $secrets.database.name "key" $secrets.database.key) }}
{{ include "strata.secretVariable" (dict "variable" "STRATA_MASTER_KEY" "name" $secrets.masterKey.name "key" $secrets.masterKey.key) }}
{{- if and .app.migrates $secrets.database.ownerKey }}
{{ include "strata.secretVariable" (dict "variable" "STRATA_DATABASE_OWNER_URL" "name" $secrets.database.name "key" $secrets.database.ownerKey) }}
{{- end }}
{{- if and .app.issues $secrets.operator.name }}
{{ include "strata.secretVariable" (dict "variable" "STRATA_OPERATOR_PASSWORD" "name" $secrets.operator.name "key" $secrets.operator.key) }}
{{- end }}
{{- if and .app.issues (eq $values.topology "split") }}
{{- range include "strata.serviceClients" .root | fromYamlArray }}
{{ include "strata.secretVariable" (dict "variable" .secret.env "name" $secrets.services "key" .id) }}
{{- end }}
{{- end }}
{{- if .app.service }}
- { name: STRATA_CLIENT_ID, value: {{ .name }} }
{{ include "strata.secretVariable" (dict "variable" "STRATA_CLIENT_SECRET" "name" $secrets.services "key" .name) }}
{{- end }}
{{- range .app.calls }}
- { name: {{ get (dict "system-erp" "STRATA_ERP_API_URL" "system-crm" "STRATA_CRM_API_URL" "process-order-to-cash" "STRATA_ORDER_TO_CASH_API_URL") . }}, value: {{ printf "%s://%s-%s:3000" (include "strata.protocol" $root) $fullname . | quote }} }
{{- end }}
{{- include "strata.tlsEnvironment" . }}
{{- if .app.worker }}
- { name: RESTATE_INGRESS_URL, value: {{ join "," $values.restate.ingress | quote }} }
- { name: RESTATE_ADMIN_URL, value: {{ join "," $values.restate.admin | quote }} }
{{- with $values.restate.identityKey }}
- { name: RESTATE_IDENTITY_KEY, value: {{ . | quote }} }
{{- end }}
- { name: STRATA_WORKER_PORT, value: "9080" }
- { name: STRATA_WORKER_URL, value: {{ printf "http://%s.%s.svc:9080" (include "strata.worker" .root) .root.Release.Namespace | quote }} }
- { name: STRATA_DRAIN_WITHIN, value: {{ $values.drainWithin | int64 | quote }} }
{{- end }}
{{- end -}}

{{/* Secrets that an app takes whole: its keys are the variables that the configuration names. */}}
{{- define "strata.secretsOf" -}}
{{- $secrets := .root.Values.secrets -}}
{{- if and .app.issues $secrets.clients }}
- secretRef: { name: {{ $secrets.clients }} }
{{- end }}
{{- range .app.systems }}
{{- with get $secrets . }}
- secretRef: { name: {{ . }} }
{{- end }}
{{- end }}
{{- end -}}
