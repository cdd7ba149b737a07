// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Policy} from "../../src/Policy.sol";
import {RecoveryModule} from "../../src/RecoveryModule.sol";
import {RecoveryTest} from "../support/RecoveryTest.sol";

contract RepublishTest is RecoveryTest {
    function test_republish_emitsEverythingAgainAndMovesTheBlock() public {
        vm.roll(START_BLOCK + 1_000_000);
        Policy memory current = policy();
        for (uint256 i = 0; i < current.guardians.length; ++i) {
            vm.expectEmit(address(module));
            emit RecoveryModule.GuardianSet(keccak256(current.guardians[i].signer), address(account));
        }
        vm.expectEmit(address(module));
        emit RecoveryModule.PolicySet(address(account), 1, policyBytes());
        vm.prank(STRANGER);
        module.republish(address(account), policyBytes());
        (bytes23 commitment, uint32 epoch, uint40 blockNumber) = module.accountState(address(account));
        assertEq(commitment, bytes23(keccak256(policyBytes())), "commitment");
        assertEq(epoch, 1, "epoch");
        assertEq(blockNumber, START_BLOCK + 1_000_000, "block");
    }

    /// A stranger may republish, so it must not end a request.
    function test_republish_leavesRequestsAlone() public {
        bytes32 hash = started(aRequest());
        vm.roll(START_BLOCK + 1);
        module.republish(address(account), policyBytes());
        assertState(hash, RecoveryModule.State.Waiting);
    }

    function test_republish_reverts_whenThePolicyIsAnother() public {
        Policy memory another = policy();
        another.salt = bytes32(uint256(1));
        bytes32 expected = bytes32(bytes23(keccak256(policyBytes())));
        expectRevert(RecoveryModule.WrongPolicy.selector, abi.encode(account, keccak256(abi.encode(another)), expected));
        module.republish(address(account), abi.encode(another));
    }

    function test_republish_reverts_forAnyOtherBytes(bytes calldata bytes_) public {
        bytes32 expected = bytes32(bytes23(keccak256(policyBytes())));
        vm.assume(keccak256(bytes_) != keccak256(policyBytes()));
        expectRevert(RecoveryModule.WrongPolicy.selector, abi.encode(account, keccak256(bytes_), expected));
        module.republish(address(account), bytes_);
    }

    /// C-02
    function test_republish_reverts_whenNoPolicyIsSet() public {
        expectRevert(RecoveryModule.PolicyNotSet.selector, abi.encode(otherAccount));
        module.republish(address(otherAccount), policyBytes());
    }
}
