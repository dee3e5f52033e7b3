{{/* Apps of this release as one peer. Takes root and apps. */}}
{{- define "strata.peer" -}}
{ podSelector: { matchLabels: { app.kubernetes.io/name: {{ .root.Chart.Name }}, app.kubernetes.io/instance: {{ .root.Release.Name }} }, matchExpressions: [{ key: app.kubernetes.io/component, operator: In, values: [{{ join ", " .apps }}] }] } }
{{- end -}}

{{/* An egress rule, and none where there are no peers. Takes to and ports; protocols are TCP alone unless said. */}}
{{- define "strata.egress" -}}
{{- if .to -}}
{{- $ports := .ports -}}
- to:
    {{- toYaml .to | nindent 4 }}
  ports:
    {{- range $protocol := .protocols | default (list "TCP") }}
    {{- range $ports }}
    - { port: {{ . }}, protocol: {{ $protocol }} }
    {{- end }}
    {{- end }}
{{- end -}}
{{- end -}}
