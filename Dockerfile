# syntax=docker/dockerfile:1
# Three stages: the jars, a JRE by jlink, and what runs. Build it with: docker compose build
FROM eclipse-temurin:17-jdk AS build
WORKDIR /src
COPY . .
ENV MAVEN_USER_HOME=/maven
RUN --mount=type=cache,target=/maven ./mvnw -q -B -ntp -Dmaven.repo.local=/maven/repository -DskipTests -Dspotless.check.skip=true -pl launcher -am package
RUN deploy/jre.sh /opt/jre

FROM debian:bookworm-slim
RUN groupadd --gid 10001 scancast && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin scancast
COPY --from=build /opt/jre /opt/scancast/jre
COPY --from=build /src/launcher/target/scancast/lib /opt/scancast/lib
COPY --from=build /src/deploy/healthy.sh /opt/scancast/healthy.sh
USER 10001:10001
ENTRYPOINT ["/opt/scancast/jre/bin/java", "-cp", "/opt/scancast/lib/*", "dev.scancast.launcher.Main"]
CMD ["--help"]
