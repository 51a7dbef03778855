# What one can do here. Each target is one plain command that README.md or CONTRIBUTING.md shows as well.
.DEFAULT_GOAL := help
.PHONY: help run test faults faults-kill format check-format verify lag rebuild generations dead-letters token images up bench ci clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## start everything in one process, with a demo
	mvn -pl standalone -am spring-boot:run

test: ## build everything and run all tests
	mvn verify

faults: ## break the real processes in every known way, for 40 minutes, and compare all that is left
	mvn -q -pl benchmarks -am -DskipTests -Pbench verify -Dbench=faults

faults-kill: ## kill -9 the whole process ten times during an import of all demo data
	mvn -pl standalone -am verify -Dtest=KilledInstanceTest -Dsurefire.failIfNoSpecifiedTests=false -Dkills=10 -Drows=all

format: ## format all Java files (runs Maven on a JDK 25, wherever that is installed)
	JAVA_HOME="$$(bash etc/java-home)" mvn -q spotless:apply

check-format: ## look whether all Java files are formatted
	JAVA_HOME="$$(bash etc/java-home)" mvn -q spotless:check

verify: ## compare every cell of the running instance with the sum over its entities
	./tidemark verify

lag: ## how many events wait to be folded in
	./tidemark lag

rebuild: ## what a rebuild of the read model would do (the rest is in docs/operations.md)
	./tidemark rebuild plan

generations: ## the generations of the read model, and which one serves
	./tidemark rebuild list

dead-letters: ## records that could not be counted, and what to do about them
	./tidemark dead-letters list

token: ## a token for the running instance
	./tidemark token --scope "ops.admin system.read"

images: ## build the images of the three services (needs a Docker engine)
	mvn -pl command-side,projection-side,query-api -am -DskipTests package jib:dockerBuild

up: ## start the services, PostgreSQL and Kafka in containers (docs/operations.md)
	docker compose up -d

bench: ## run the benchmarks and write docs/benchmarks.md
	mvn -q -pl benchmarks -am -DskipTests -Pbench verify

ci: ## what CI runs
	bash .ci/run

clean: ## remove what was built; data in .tidemark stays
	mvn -q clean
