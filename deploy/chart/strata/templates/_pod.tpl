{{/* The pod of an app. Takes root, name and app. */}}
{{- define "strata.pod" -}}
{{- $values := .root.Values -}}
{{- $own := get $values.apps .name | default dict -}}
serviceAccountName: {{ include "strata.fullname" .root }}
automountServiceAccountToken: false
# The variables that a Service leaves in every pod would be taken for our own: STRATA_PORT and their like.
enableServiceLinks: false
# Before the end 5 s for others to hear of it, then the drain, then 15 s for what is left.
terminationGracePeriodSeconds: {{ add 5 (div (add (int64 $values.drainWithin) 999) 1000) 15 }}
{{- with $values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  seccompProfile: { type: RuntimeDefault }
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "strata.selector" .root | nindent 8 }}
        app.kubernetes.io/component: {{ .name }}
containers:
  - name: {{ .name }}
    image: {{ include "strata.image" .root | quote }}
    imagePullPolicy: {{ $values.image.pullPolicy }}
    args: [{{ .name }}]
    ports:
      - { name: {{ include "strata.protocol" .root }}, containerPort: 3000 }
      {{- if $values.tls.enabled }}
      - { name: health, containerPort: 3100 }
      {{- end }}
      {{- if .app.worker }}
      - { name: worker, containerPort: 9080 }
      {{- end }}
    env:
      {{- include "strata.environment" . | nindent 6 }}
      {{- with $own.env }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
    {{- with include "strata.secretsOf" . | trim }}
    envFrom:
      {{- . | nindent 6 }}
    {{- end }}
    startupProbe:
      httpGet: { path: /health/live, port: {{ include "strata.probePort" .root }} }
      periodSeconds: 2
      timeoutSeconds: 3
      failureThreshold: {{ div (add (int64 $values.startWithin) 1) 2 }}
    livenessProbe:
      httpGet: { path: /health/live, port: {{ include "strata.probePort" .root }} }
      periodSeconds: 10
      timeoutSeconds: 3
      failureThreshold: 3
    readinessProbe:
      httpGet: { path: /health/ready, port: {{ include "strata.probePort" .root }} }
      periodSeconds: 5
      timeoutSeconds: 3
      failureThreshold: 2
    lifecycle:
      # The port is left at SIGTERM: until then whoever sends traffic has heard that it ends.
      preStop: { sleep: { seconds: 5 } }
    resources:
      {{- toYaml ($own.resources | default $values.resources) | nindent 6 }}
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities: { drop: [ALL] }
    volumeMounts:
      - { name: config, mountPath: /etc/strata, readOnly: true }
      - { name: tmp, mountPath: /tmp }
      {{- if $values.tls.enabled }}
      - { name: tls, mountPath: /etc/strata-tls, readOnly: true }
      {{- end }}
      {{- with $values.extraVolumeMounts }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
volumes:
  - name: config
    configMap: { name: {{ include "strata.fullname" .root }} }
  - name: tmp
    emptyDir: { sizeLimit: 64Mi }
  {{- if $values.tls.enabled }}
  {{- include "strata.tlsVolume" . | nindent 2 }}
  {{- end }}
  {{- with $values.extraVolumes }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- range $key := list "nodeSelector" "affinity" "tolerations" }}
{{- with get $values $key }}
{{ $key }}:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- end -}}
