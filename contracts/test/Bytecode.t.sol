// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {AccountFactory} from "../src/AccountFactory.sol";
import {FactoryStaker} from "../src/FactoryStaker.sol";
import {EmailGuardian} from "../src/guardians/EmailGuardian.sol";
import {OidcGuardian} from "../src/guardians/OidcGuardian.sol";
import {Fixture} from "./support/Fixture.sol";

/// One bytecode runs on every chain: nothing in it is newer than the cancun hard fork.
contract BytecodeTest is Fixture {
    /// @dev STOP, JUMP, RETURN, REVERT, INVALID, SELFDESTRUCT: what follows is reached by a jump only.
    uint256 private constant _ENDS = 1 | 1 << 0x56 | 1 << 0xf3 | 1 << 0xfd | 1 << 0xfe | 1 << 0xff;

    /// @dev What cancun knows; a bit for each opcode.
    uint256 private immutable _known;

    constructor() {
        uint256 known;
        known |= _range(0x00, 0x0b) | _range(0x10, 0x1d) | _range(0x20, 0x20) | _range(0x30, 0x4a);
        known |= _range(0x50, 0xa4) | _range(0xf0, 0xf5) | _range(0xfa, 0xfa) | _range(0xfd, 0xff);
        _known = known;
    }

    function test_bytecode_hasNoOpcodeNewerThanCancun() public {
        FactoryStaker staker = new FactoryStaker(address(this), AccountFactory(address(factory)));
        OidcGuardian oidcGuardian = new OidcGuardian(address(this), address(1));
        EmailGuardian emailGuardian = new EmailGuardian(address(this), address(1));
        address[8] memory deployed = [
            address(module),
            address(validator),
            address(factory),
            factory.implementation(),
            address(account),
            address(staker),
            address(oidcGuardian),
            address(emailGuardian)
        ];
        for (uint256 i = 0; i < deployed.length; ++i) {
            _check(deployed[i].code);
        }
    }

    /// What is released is built otherwise (via IR) than what the tests build.
    function test_bytecode_hasNoOpcodeNewerThanCancun_asReleased() public {
        string[3] memory names = ["PasskeyValidator", "RecoveryModule", "AccountFactory"];
        address last;
        for (uint256 i = 0; i < names.length; ++i) {
            last = _deploy(vm.parseJsonBytes(_released(names[i]), ".initCode"));
            _check(last.code);
        }
        _check(AccountFactory(last).implementation().code);
        bytes memory staker = vm.parseJsonBytes(_released("FactoryStaker"), ".bytecode");
        _check(_deploy(abi.encodePacked(staker, abi.encode(address(this), last))).code);
        string[2] memory guardians = ["OidcGuardian", "EmailGuardian"];
        for (uint256 i = 0; i < guardians.length; ++i) {
            bytes memory creation = vm.parseJsonBytes(_released(guardians[i]), ".bytecode");
            _check(_deploy(abi.encodePacked(creation, abi.encode(address(this), address(1)))).code);
        }
    }

    /// Where a guardian's verifier belongs to its operator, it is known by the hash of its code: nothing that it was deployed with,
    /// and not its address, is part of that.
    function test_bytecode_ofAnOperatorsVerifier_isTheSameWhereverItIs() public {
        bytes32 oidc = address(new OidcGuardian(address(this), address(1))).codehash;
        bytes32 email = address(new EmailGuardian(address(this), address(1))).codehash;
        assertEq(address(new OidcGuardian(address(2), address(3))).codehash, oidc, "OidcGuardian");
        assertEq(address(new EmailGuardian(address(2), address(3))).codehash, email, "EmailGuardian");
    }

    /// The check itself can fail: CLZ (osaka) is an instruction here, and data of a PUSH there.
    function test_bytecode_checkFindsNewerOpcodes() public view {
        assertEq(_newerOpcode(hex"60001e00"), 2, "CLZ");
        assertEq(_newerOpcode(hex"600456fe5b60001e"), 7, "CLZ behind a jump");
        assertEq(_newerOpcode(hex"601e611e1e5f5c001e1e"), type(uint256).max, "data");
    }

    function test_bytecode_fitsTheSizeLimit() public {
        assertLe(address(module).code.length, 24_576, "RecoveryModule");
        assertLe(address(validator).code.length, 24_576, "PasskeyValidator");
        assertLe(factory.implementation().code.length, 24_576, "Account");
        assertLe(address(new OidcGuardian(address(this), address(1))).code.length, 24_576, "OidcGuardian");
        assertLe(address(new EmailGuardian(address(this), address(1))).code.length, 24_576, "EmailGuardian");
    }

    function _released(string memory name) private view returns (string memory) {
        return vm.readFile(string.concat("contracts/release/", name, ".json"));
    }

    function _deploy(bytes memory creationCode) private returns (address deployed) {
        assembly ("memory-safe") {
            deployed := create(0, add(creationCode, 0x20), mload(creationCode))
        }
        assertNotEq(deployed, address(0), "not deployed");
    }

    function _check(bytes memory code) private view {
        assertGt(code.length, 0, "no code");
        uint256 position = _newerOpcode(code);
        if (position == type(uint256).max) return;
        assertEq(uint256(uint8(code[position])), 0, string.concat("opcode at ", vm.toString(position)));
    }

    /// @dev Position of the first instruction that cancun does not know. What counts as an instruction is what can be
    /// reached: from the start on, and from every JUMPDEST whose position some reached instruction pushes. Constants that
    /// lie behind the code are not reached.
    function _newerOpcode(bytes memory code) private view returns (uint256) {
        bool[] memory seen = new bool[](code.length);
        uint256[] memory open = new uint256[](code.length + 1);
        uint256 count = 1;
        while (count > 0) {
            for (uint256 i = open[--count]; i < code.length && !seen[i]; ++i) {
                seen[i] = true;
                uint8 opcode = uint8(code[i]);
                if ((_known >> opcode) & 1 == 0) return i;
                if ((_ENDS >> opcode) & 1 == 1) break;
                if (opcode < 0x60 || opcode > 0x7f) continue;
                uint256 size = opcode - 0x5f;
                uint256 target = _pushed(code, i + 1, size);
                if (target < code.length && code[target] == 0x5b && !seen[target]) open[count++] = target;
                i += size;
            }
        }
        return type(uint256).max;
    }

    function _pushed(bytes memory code, uint256 start, uint256 size) private pure returns (uint256 value) {
        for (uint256 i = start; i < start + size && i < code.length; ++i) {
            value = (value << 8) | uint8(code[i]);
        }
    }

    function _range(uint256 first, uint256 last) private pure returns (uint256) {
        return ((uint256(1) << (last - first)) * 2 - 1) << first;
    }
}
