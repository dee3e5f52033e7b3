{{/* Leaves room for the longest that comes after it, a worker's roll-out: 63 characters are the bound of a Service. */}}
{{- define "strata.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 34 | trimSuffix "-" -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 34 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 34 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "strata.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "strata.labels" -}}
{{ include "strata.selector" . }}
app.kubernetes.io/version: {{ include "strata.build" . | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "strata.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{/* Names a build in labels: the tag where it fits, else a hash of digest or tag. */}}
{{- define "strata.build" -}}
{{- $name := .Values.image.digest | default .Values.image.tag | default .Chart.AppVersion -}}
{{- $plain := $name | lower | replace "." "-" | replace "_" "-" -}}
{{- if and (le (len $plain) 15) (regexMatch "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$" $plain) -}}
{{- $plain -}}
{{- else -}}
{{- sha256sum $name | trunc 12 -}}
{{- end -}}
{{- end -}}

{{/*
Work that a build began is pinned to its address: two builds never share one. And a build that comes back, by a rollback,
only gets new work at an address that the engine does not know (docs/adr/0020): so each release has one of its own.
*/}}
{{- define "strata.rollout" -}}
{{ include "strata.build" . }}-{{ .Values.rollout | default .Release.Revision }}
{{- end -}}

{{- define "strata.worker" -}}
{{ include "strata.fullname" . }}-worker-{{ include "strata.rollout" . }}
{{- end -}}
