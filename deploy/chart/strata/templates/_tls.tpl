{{/* Of our ports, which are named by it, and of addresses inside. */}}
{{- define "strata.protocol" -}}
{{ .Values.tls.enabled | ternary "https" "http" }}
{{- end -}}

{{/* Which port answers probes: a kubelet has no certificate. */}}
{{- define "strata.probePort" -}}
{{ .Values.tls.enabled | ternary "health" "http" }}
{{- end -}}

{{/* What an app shows, and whose certificates it takes. Takes root, name and app. */}}
{{- define "strata.tlsEnvironment" -}}
{{- if .root.Values.tls.enabled }}
- { name: STRATA_TLS_CERTIFICATE, value: /etc/strata-tls/tls.crt }
- { name: STRATA_TLS_KEY, value: /etc/strata-tls/tls.key }
{{- if not .app.paths }}
- { name: STRATA_TLS_CLIENT_AUTHORITY, value: /etc/strata-tls/ca.crt }
{{- end }}
{{- if .app.calls }}
- { name: STRATA_CLIENT_TLS_CERTIFICATE, value: /etc/strata-tls/tls.crt }
- { name: STRATA_CLIENT_TLS_KEY, value: /etc/strata-tls/tls.key }
- { name: STRATA_CLIENT_TLS_AUTHORITY, value: /etc/strata-tls/ca.crt }
{{- end }}
- { name: STRATA_HEALTH_PORT, value: "3100" }
{{- /* Inside the issuer shows a certificate of that authority too. Who names a file of their own puts it in there. */}}
{{- $own := list }}
{{- range (get .root.Values.apps .name | default dict).env }}{{ $own = append $own .name }}{{ end }}
{{- if and .root.Values.issuerUrl (not (has "NODE_EXTRA_CA_CERTS" $own)) }}
- { name: NODE_EXTRA_CA_CERTS, value: /etc/strata-tls/ca.crt }
{{- end }}
{{- end }}
{{- end -}}

{{/* All three by name: a pod without one of them does not start. Mode 0440, and the group is that of the pod (fsGroup). */}}
{{- define "strata.tlsVolume" -}}
- name: tls
  secret:
    secretName: {{ required (printf "tls.secrets.%s" .name) (get .root.Values.tls.secrets .name) }}
    defaultMode: 288
    items: [{ key: tls.crt, path: tls.crt }, { key: tls.key, path: tls.key }, { key: ca.crt, path: ca.crt }]
{{- end -}}
